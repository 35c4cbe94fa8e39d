namespace Connector.Core.Delivery;

/// <summary>Writes messages as one destination wants them, and sends them. Repeats at once what is worth it, keeps to the rate, and stops asking a destination that is down.</summary>
public interface IDestinationClient : IDisposable
{
    /// <summary>Until when nothing is sent since too much failed; null: sending goes on.</summary>
    DateTimeOffset? ClosedUntil { get; }

    /// <summary>How many of the first of these messages, all of one profile, go into one request; at least one.</summary>
    int Fit(IReadOnlyList<Delivery> messages);

    /// <summary>Sends them in one request, in order. What can go wrong outside is in the result.</summary>
    Task<SendResult> SendAsync(IReadOnlyList<Delivery> messages, CancellationToken cancellationToken);
}

/// <summary>What became of a request. All its messages share it.</summary>
/// <param name="Sent">How often it was sent.</param>
/// <param name="Answered">As <see cref="Delivery.Answers"/>, in this call.</param>
/// <param name="Answer">What it said, or why there was no answer; without secrets. Null: nothing worth keeping.</param>
public abstract record SendResult(int Sent, int Answered, string? Answer)
{
    /// <summary>The destination has them, from this request or an earlier one.</summary>
    /// <param name="KnownAs">By what it knows the profile from now on; null: as before.</param>
    public sealed record Taken(int Sent, int Answered, string? Answer, string? KnownAs = null) : SendResult(Sent, Answered, Answer);

    /// <summary>It will never take them as they are.</summary>
    public sealed record Refused(int Sent, int Answered, string? Answer) : SendResult(Sent, Answered, Answer);

    /// <summary>Not now.</summary>
    /// <param name="ForgetName">It does not know the profile by its name any more; the next attempt finds it anew.</param>
    public sealed record Later(int Sent, int Answered, string? Answer, bool ForgetName = false) : SendResult(Sent, Answered, Answer);

    /// <summary>Nothing is sent to the destination now, whatever the message.</summary>
    /// <param name="For">How long.</param>
    public sealed record Closed(TimeSpan For, string? Answer, int Sent = 0, int Answered = 0) : SendResult(Sent, Answered, Answer);
}
