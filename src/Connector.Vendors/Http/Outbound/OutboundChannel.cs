using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Connector.Vendors.Http.Outbound;

/// <summary>The way to one destination. From the outside in: quick repeats, a circuit breaker, the rate, a time limit.</summary>
internal sealed class OutboundChannel : IDisposable
{
    private const int MostAnswerBytes = 64 * 1024;
    private const int LongestWords = 300;

    /// <summary>While the circuit is broken nothing is sent: so many times the retry pause.</summary>
    private const int BreakInRetryPauses = 8;

    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan WhenRefused = TimeSpan.FromMinutes(1);

    private readonly HttpMessageInvoker _invoker;
    private readonly DeliveryPace _pace;
    private readonly string _secret;
    private readonly TimeProvider _time;
    private readonly SendRate _rate;
    private readonly ResiliencePipeline<(Answer Answer, Verdict Verdict)> _pipeline;
    private readonly ResiliencePipeline _limit;
    private long _closedUntil;

    /// <param name="handler">Usually <see cref="VendorHandler.Create"/>; stays the caller's.</param>
    /// <param name="secret">Never shows in an answer that is kept, even where the server repeats it.</param>
    public OutboundChannel(HttpMessageHandler handler, DeliveryPace pace, string secret, TimeProvider time)
    {
        _invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        (_pace, _secret, _time) = (pace, secret, time);
        _rate = new SendRate(pace.Rate, time);
        _pipeline = new ResiliencePipelineBuilder<(Answer, Verdict)> { Name = "destination", TimeProvider = time }
            .AddRetry(Repeating())
            .AddCircuitBreaker(Breaking())
            .Build();
        _limit = new ResiliencePipelineBuilder { Name = "destination", TimeProvider = time }.AddTimeout(pace.Timeout).Build();
    }

    /// <inheritdoc cref="IDestinationClient.ClosedUntil"/>
    public DateTimeOffset? ClosedUntil =>
        DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Read(ref _closedUntil)) is var until && until > _time.GetUtcNow() ? until : null;

    /// <param name="write">Makes the request, the same each time.</param>
    /// <param name="read">Says what an answer means.</param>
    public async Task<SendResult> SendAsync(Func<HttpRequestMessage> write, Func<Answer, Verdict> read, CancellationToken cancellationToken)
    {
        var tally = new Tally(Cut);
        try
        {
            (Answer answer, Verdict verdict) = await _pipeline.ExecuteAsync(
                async token =>
                {
                    await _rate.WaitAsync(token);
                    tally.Sent++;
                    using HttpRequestMessage request = write();
                    try
                    {
                        Answer answer = await _limit.ExecuteAsync(async limited => await PostAsync(request, limited), token);
                        Verdict verdict = read(answer);
                        tally.Note(verdict);
                        return (answer, verdict);
                    }
                    catch (Exception e) when (IsFailure(e))
                    {
                        tally.Note(Reason(e));
                        throw;
                    }
                },
                cancellationToken);
            return ResultOf(answer, verdict, tally);
        }
        catch (BrokenCircuitException e)
        {
            return new SendResult.Closed(e.RetryAfter ?? ShortestBreak, tally.Words, tally.Sent, tally.Answered);
        }
        catch (Exception e) when (IsFailure(e))
        {
            return new SendResult.Later(tally.Sent, tally.Answered, tally.Words);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private SendResult ResultOf(Answer answer, Verdict verdict, Tally tally) => verdict.Meaning switch
    {
        Meaning.Taken => new SendResult.Taken(tally.Sent, tally.Answered, Cut(verdict.Words), verdict.KnownAs),
        Meaning.Refused => new SendResult.Refused(tally.Sent, tally.Answered, Cut(verdict.Words)),
        Meaning.Closed => new SendResult.Closed(Close(WhenRefused), Cut(verdict.Words), tally.Sent, tally.Answered),
        _ when answer.RetryAfter is { } asked => new SendResult.Closed(Close(asked), Cut(verdict.Words), tally.Sent, tally.Answered),
        _ => new SendResult.Later(tally.Sent, tally.Answered, Cut(verdict.Words), verdict.ForgetName),
    };

    private async Task<Answer> PostAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(request, cancellationToken);
            byte[] buffer = new byte[MostAnswerBytes];
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return new Answer((int)response.StatusCode, Encoding.UTF8.GetString(buffer, 0, length).TrimStart('\uFEFF'), AskedFor(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler's own limit for connecting ends in a cancellation that nobody asked for.
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"No connection to {request.RequestUri!.Host} in time.", e, HttpStatusCode.RequestTimeout);
        }
    }

    private TimeSpan? AskedFor(RetryConditionHeaderValue? header) =>
        (header?.Delta ?? header?.Date - _time.GetUtcNow()) is { } wait && wait > TimeSpan.Zero ? wait : null;

    private RetryStrategyOptions<(Answer Answer, Verdict Verdict)> Repeating() => new()
    {
        MaxRetryAttempts = _pace.Retries,
        BackoffType = DelayBackoffType.Exponential,
        Delay = _pace.RetryPause,
        MaxDelay = _pace.LongestPause > _pace.RetryPause ? _pace.LongestPause : _pace.RetryPause,
        UseJitter = true,

        // Who says when to come back is not asked before. What the system itself did not take is kept first: the next request is another one.
        ShouldHandle = args => new(args.Outcome.Exception is { } e
            ? IsFailure(e)
            : args.Outcome.Result is { Verdict: { Meaning: Meaning.Later, IsTheirs: false }, Answer.RetryAfter: null }),
    };

    private CircuitBreakerStrategyOptions<(Answer Answer, Verdict Verdict)> Breaking() => new()
    {
        FailureRatio = 0.5,
        MinimumThroughput = 8,
        SamplingDuration = TimeSpan.FromSeconds(30),
        BreakDurationGenerator = _ => new(_pace.RetryPause * BreakInRetryPauses is var pause && pause < ShortestBreak ? ShortestBreak : pause),
        ShouldHandle = args => new(args.Outcome.Exception is { } e
            ? IsFailure(e)
            : args.Outcome.Result.Verdict is { Meaning: Meaning.Later, ForgetName: false }),
        OnOpened = args =>
        {
            Close(args.BreakDuration);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            Interlocked.Exchange(ref _closedUntil, 0);
            return ValueTask.CompletedTask;
        },
    };

    private TimeSpan Close(TimeSpan wish)
    {
        TimeSpan length = wish < _pace.LongestPause ? wish : _pace.LongestPause;
        Interlocked.Exchange(ref _closedUntil, (_time.GetUtcNow() + length).ToUnixTimeMilliseconds());
        return length;
    }

    private static bool IsFailure(Exception exception) => exception is HttpRequestException or IOException or TimeoutRejectedException;

    private string Reason(Exception exception) => exception switch
    {
        TimeoutRejectedException => $"No answer within {_pace.Timeout.TotalSeconds:0.###} s.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } e =>
            $"No connection: {e.HttpRequestError}.",
        _ => "The connection broke before an answer came.",
    };

    /// <summary>What is kept of an answer's words; the secret is none of it, also where the server repeats it.</summary>
    private string? Cut(string? words) => words is null ? null
        : ReplyText.Cut(_secret.Length > 0 ? words.Replace(_secret, "***", StringComparison.Ordinal) : words, LongestWords);

    private sealed class Tally(Func<string?, string?> cut)
    {
        public int Sent { get; set; }

        public int Answered { get; private set; }

        public string? Words { get; private set; }

        /// <summary>There was no answer, and why.</summary>
        public void Note(string reason) => Words = reason;

        public void Note(Verdict verdict)
        {
            Words = cut(verdict.Words);
            Answered += verdict.IsTheirs ? 1 : 0;
        }
    }
}
