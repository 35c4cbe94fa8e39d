using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica;

/// <summary>How much one request puts up with.</summary>
/// <param name="Retries">How often a failed request is repeated.</param>
/// <param name="LongestWait">A longer wait for a quota is not made: the answer stands.</param>
/// <param name="Setback">Told of every failed attempt, before the wait.</param>
internal sealed record Patience(
    TimeSpan RetryPause,
    TimeSpan PollPause,
    int Retries,
    TimeSpan LongestWait,
    Action<Setback> Setback)
{
    /// <summary>An export is worth waiting for: quotas are waited out, and six repeats at five seconds last some five minutes.</summary>
    public const int ExportRetries = 6;

    /// <summary>Somebody sits before a question to the Management API.</summary>
    public const int QuestionRetries = 3;

    public static readonly TimeSpan LongestQuestionWait = TimeSpan.FromMinutes(1);
}

/// <summary>One attempt that did not do.</summary>
/// <param name="Reply">Null when there was none.</param>
internal sealed record Setback(Reply? Reply, Exception? Exception, TimeSpan Pause)
{
    public string Reason => Reply is { } reply ? $"{reply.Status} {reply.Quote}".TrimEnd() : Exception?.Message ?? "";
}
