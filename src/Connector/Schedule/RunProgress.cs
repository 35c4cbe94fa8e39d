using Connector.Core.Sync;

namespace Connector.Schedule;

/// <summary>How a run stands at one moment. Each is whole in itself, so that one who looks seldom misses nothing that counts.</summary>
/// <param name="Status"><c>queued</c>, <c>running</c>, <c>done</c>, <c>failed</c>, <c>interrupted</c> or <c>cancelled</c>; the last four end it.</param>
/// <param name="Resource">What is being read; null: nothing at this moment.</param>
/// <param name="Window">Null also for a resource without dates.</param>
/// <param name="Export">Where the window's export stands at the source.</param>
/// <param name="Share">How much of the receive time to be read was read, 0 to 1; null: not known.</param>
/// <param name="Notice">The latest thing a person should know that is no fault.</param>
internal sealed record RunProgress(
    long Run,
    string Integration,
    string Kind,
    string Status,
    string? Resource,
    ReceiveWindow? Window,
    ExportProgress? Export,
    RunCounts Counts,
    double? Share,
    string? Notice,
    string? Error)
{
    public bool IsOver => Status is not ("queued" or "running");
}
