using Connector.Core.Catalog;

namespace Connector.Core.Delivery;

/// <summary>When a message that was not taken is sent again, and when it is given up.</summary>
public static class RetryRule
{
    /// <summary>What a request came to, for one of its messages.</summary>
    /// <param name="jitter">0 to below 1, a new one at each call, so that messages that failed together do not come back together.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>Null: it was not sent, and nothing is to be kept.</returns>
    public static Settlement? Settle(Delivery delivery, SendResult result, DeliveryPace pace, double jitter, long now) => result switch
    {
        SendResult.Taken taken => new Settlement(delivery, DeliveryState.Delivered, taken.Sent, taken.Answered, taken.Answer, KnownAs: taken.KnownAs),
        SendResult.Refused => new Settlement(delivery, DeliveryState.Failed, result.Sent, result.Answered, result.Answer),
        SendResult.Closed { Sent: 0 } => null,
        not SendResult.Closed when now - delivery.QueuedAt >= (long)pace.GiveUpAfter.TotalMilliseconds =>
            new Settlement(delivery, DeliveryState.Failed, result.Sent, result.Answered, result.Answer),
        _ => new Settlement(
            delivery,
            DeliveryState.Pending,
            result.Sent,
            result.Answered,
            result.Answer,
            now + (long)Pause(delivery.Attempts, pace, jitter).TotalMilliseconds,
            ForgetName: result is SendResult.Later { ForgetName: true }),
    };

    /// <summary>Before the next attempt: doubles with every round, and up to a quarter more.</summary>
    /// <param name="attempts">How often it was sent before, each round of quick repeats counted in full.</param>
    public static TimeSpan Pause(int attempts, DeliveryPace pace, double jitter)
    {
        int rounds = attempts / (pace.Retries + 1);
        double grown = pace.RetryPause.Ticks * Math.Pow(2, Math.Min(pace.Retries + 1 + rounds, 40));
        double most = Math.Max(pace.LongestPause.Ticks, pace.RetryPause.Ticks);
        return TimeSpan.FromTicks((long)Math.Min(Math.Min(grown, most) * (1 + (0.25 * jitter)), most * 1.25));
    }
}
