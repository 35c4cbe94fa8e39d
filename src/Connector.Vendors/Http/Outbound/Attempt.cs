namespace Connector.Vendors.Http.Outbound;

/// <summary>What a server answered to one request.</summary>
/// <param name="Text">The start of the body; may repeat what was sent.</param>
/// <param name="RetryAfter">How long it asks to be left alone; null: it does not say.</param>
internal sealed record Answer(int Status, string Text, TimeSpan? RetryAfter);

/// <summary>What an answer means for the messages of its request.</summary>
/// <param name="Words">What the server said; null: nothing worth keeping.</param>
/// <param name="KnownAs">For <see cref="Meaning.Taken"/>: by what it knows the profile; null: as before.</param>
/// <param name="ForgetName">It does not know the profile by that name.</param>
/// <param name="IsTheirs">The system itself says that it does not take them, rather than something before it: it knows the request from now on.</param>
internal sealed record Verdict(Meaning Meaning, string? Words, string? KnownAs = null, bool ForgetName = false, bool IsTheirs = false);

internal enum Meaning
{
    /// <summary>It has them.</summary>
    Taken,

    /// <summary>It will never take them as they are.</summary>
    Refused,

    /// <summary>It may take them when they are sent again.</summary>
    Later,

    /// <summary>It refuses us, whatever we send: a person has to act.</summary>
    Closed,
}
