using System.Net.Http.Headers;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Connector.Vendors.Webhooks;

/// <summary>Posts a message until the receiver takes it.</summary>
/// <param name="handler">Usually <see cref="VendorHandler.Create"/>; stays the caller's.</param>
public sealed class WebhookSender(HttpMessageHandler handler, TimeProvider time, ILogger<WebhookSender> logger) : IDisposable
{
    /// <summary>A receiver has to answer within this; what it does with the message can wait.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    private readonly Sender _sender = new(handler, time);

    /// <summary>Any answer of 200 to 299 means that it was taken. Every other is worth another try: whoever runs the receiver may be at it.</summary>
    /// <param name="body">JSON, the same at every attempt; the signature is new each time.</param>
    /// <param name="until">What fails later is not tried again.</param>
    /// <returns>Null: it was taken; else why the last attempt failed, without secrets.</returns>
    public async Task<string?> SendAsync(Webhook webhook, ReadOnlyMemory<byte> body, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            using Reply reply = await Pipeline(webhook, until).ExecuteAsync(
                static async (call, attempt) => await call.Sender.PostAsync(call.Webhook, call.Body, attempt), (Sender: this, Webhook: webhook, Body: body), cancellationToken);
            return IsTaken(reply) ? null : Reason(Outcome.FromResult(reply));
        }
        catch (Exception e) when (IsFailure(e))
        {
            return Reason(Outcome.FromException<Reply>(e));
        }
    }

    public void Dispose() => _sender.Dispose();

    private ResiliencePipeline<Reply> Pipeline(Webhook webhook, DateTimeOffset until) =>
        new ResiliencePipelineBuilder<Reply> { Name = "webhook", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Reply>
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                UseJitter = true,
                ShouldHandle = args => new(time.GetUtcNow() < until && (args.Outcome.Result is { } reply ? !IsTaken(reply) : IsFailure(args.Outcome.Exception))),
                DelayGenerator = args => new(args.Outcome.Result?.RetryAfter is { } asked ? asked < LongestPause ? asked : LongestPause : null),
                OnRetry = args =>
                {
                    logger.NotTaken(webhook.Name, Reason(args.Outcome), args.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(AnswerLimit)
            .Build();

    private async Task<Reply> PostAsync(Webhook webhook, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Connector", null));
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(webhook.Secret, time.GetUtcNow(), body.Span));
        return await _sender.SendAsync(request, webhook.Secret, cancellationToken);
    }

    private static bool IsTaken(Reply reply) => reply.Status is >= 200 and < 300;

    private static bool IsFailure(Exception? exception) => exception is HttpRequestException or IOException or TimeoutRejectedException;

    /// <remarks>What the receiver wrote is left out: it may repeat what is no business of a log.</remarks>
    private static string Reason(Outcome<Reply> outcome) => outcome switch
    {
        { Result: { } reply } => $"it answered {reply.Status}",
        { Exception: TimeoutRejectedException } => $"no answer within {AnswerLimit.TotalSeconds:0} s",
        { Exception: HttpRequestException { HttpRequestError: var error } } => $"{error}",
        _ => "the connection broke",
    };
}
