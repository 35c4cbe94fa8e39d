using System.Collections.Concurrent;
using Connector.Vendors.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Connector.Vendors.AppMetrica;

/// <summary>
/// For each host, from the outside in: waiting out quotas, repeats after failures, a circuit breaker, a time limit for the headers.
/// </summary>
/// <remarks>202 is an answer, not a failure: whoever asks polls for it.</remarks>
internal sealed class HostPipelines(TimeProvider time, Pauses pauses)
{
    /// <summary>The server may think so long before it answers.</summary>
    public static readonly TimeSpan HeaderLimit = TimeSpan.FromMinutes(10);

    /// <summary>While the circuit is broken nothing is sent to the host: so many times the retry pause of who found it broken.</summary>
    private const int BreakInRetryPauses = 6;

    private static readonly TimeSpan ShortestBreak = TimeSpan.FromMilliseconds(500);

    private static readonly ResiliencePropertyKey<Patience> PatienceKey = new("patience");

    private readonly ConcurrentDictionary<string, ResiliencePipeline<Reply>> _pipelines = [];

    public async Task<Reply> ExecuteAsync(Uri url, Patience patience, Func<CancellationToken, Task<Reply>> send, CancellationToken cancellationToken)
    {
        ResiliencePipeline<Reply> pipeline = _pipelines.GetOrAdd(url.GetLeftPart(UriPartial.Authority), _ => Build());
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(PatienceKey, patience);
        try
        {
            return await pipeline.ExecuteAsync(
                static (context, send) => new ValueTask<Reply>(send(context.CancellationToken)), context, send);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<Reply> Build() =>
        new ResiliencePipelineBuilder<Reply> { Name = "appmetrica", TimeProvider = time }
            .AddRetry(WaitingOutQuotas())
            .AddRetry(RepeatingFailures())
            .AddCircuitBreaker(Breaker())
            .AddTimeout(new TimeoutStrategyOptions { Timeout = HeaderLimit })
            .Build();

    private RetryStrategyOptions<Reply> WaitingOutQuotas() => new()
    {
        Name = "quota",
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = args => new(
            args.Outcome.Result is { } reply && QuotaPause(reply, args.AttemptNumber, Of(args.Context)) <= Of(args.Context).LongestWait),
        DelayGenerator = args => new(QuotaPause(args.Outcome.Result!, args.AttemptNumber, Of(args.Context))),
        OnRetry = Tell,
    };

    private RetryStrategyOptions<Reply> RepeatingFailures() => new()
    {
        Name = "failure",
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = args => new(
            args.AttemptNumber < Of(args.Context).Retries && (IsFailure(args.Outcome) || args.Outcome.Exception is BrokenCircuitException)),
        DelayGenerator = args => new(FailurePause(args.Outcome, args.AttemptNumber, Of(args.Context))),
        OnRetry = Tell,
    };

    /// <remarks>Ten requests a minute, eight of them failing: one export alone hardly breaks it, several workers at a host that is down do.</remarks>
    private CircuitBreakerStrategyOptions<Reply> Breaker() => new()
    {
        FailureRatio = 0.8,
        MinimumThroughput = 10,
        SamplingDuration = TimeSpan.FromMinutes(1),
        BreakDurationGenerator = args =>
        {
            TimeSpan pause = Of(args.Context).RetryPause * BreakInRetryPauses;
            return new(pause > ShortestBreak ? pause : ShortestBreak);
        },
        ShouldHandle = args => new(IsFailure(args.Outcome)),
    };

    /// <returns>Null: not a quota.</returns>
    private TimeSpan? QuotaPause(Reply reply, int attempt, Patience patience) => Answer.Of(reply) switch
    {
        Answer.QueueFull or Answer.QuotaSpent when reply.RetryAfter is { } asked => pauses.Asked(asked),
        Answer.QueueFull => pauses.Queue(patience.PollPause),
        Answer.QuotaSpent { ForTheDay: true } => pauses.UntilMidnight(time.GetUtcNow()),
        Answer.QuotaSpent => pauses.Quota(patience.RetryPause, attempt),
        _ => null,
    };

    private TimeSpan FailurePause(Outcome<Reply> outcome, int attempt, Patience patience)
    {
        if (outcome.Result?.RetryAfter is { } asked)
        {
            return pauses.Asked(asked);
        }

        TimeSpan own = pauses.Retry(patience.RetryPause, attempt);
        return outcome.Exception is BrokenCircuitException { RetryAfter: { } broken } && broken > own ? broken : own;
    }

    private static bool IsFailure(Outcome<Reply> outcome) => outcome switch
    {
        { Exception: HttpRequestException or IOException or TimeoutRejectedException } => true,
        { Result: { } reply } => Answer.Of(reply) is Answer.Failing,
        _ => false,
    };

    private static Patience Of(ResilienceContext context) => context.Properties.GetValue(PatienceKey, null!);

    private static ValueTask Tell(OnRetryArguments<Reply> args)
    {
        Of(args.Context).Setback(new Setback(args.Outcome.Result, args.Outcome.Exception, args.RetryDelay));
        return ValueTask.CompletedTask;
    }
}
