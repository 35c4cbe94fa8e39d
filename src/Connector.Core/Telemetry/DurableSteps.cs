using System.Collections.Immutable;
using System.Diagnostics;

namespace Connector.Core.Telemetry;

/// <summary>The moments at which something has just become durable, or is just about to, told by name to whoever listens to <see cref="ListenerName"/>.</summary>
/// <remarks>Tests end the process at each of them and see that nothing is lost or doubled. Where nobody listens, telling costs a look at a field.</remarks>
public static class DurableSteps
{
    /// <summary>The name of the <see cref="DiagnosticListener"/>; the events have the names below and no payload.</summary>
    public const string ListenerName = "Connector.DurableSteps";

    // Every transaction of a store.
    public const string MigrationWritten = "migration written, not committed";
    public const string MigrationCommitted = "migration committed";
    public const string KeysBuilt = "keys built";
    public const string BatchLoaded = "batch loaded";
    public const string BatchWritten = "batch written, not committed";
    public const string BatchCommitted = "batch committed";
    public const string WriteWritten = "small write, not committed";
    public const string WriteCommitted = "small write committed";

    /// <summary>Of SQLite's alone: with PostgreSQL every commit is flushed.</summary>
    public const string StoreFlushed = "store flushed";

    // Reading a source.
    public const string ZoneKept = "time zone kept";
    public const string RunBegun = "run begun";
    public const string ExportRemembered = "export remembered";
    public const string ExportRead = "export read";
    public const string WindowStored = "window stored";
    public const string WindowEnded = "window ended";
    public const string BackfillEnded = "backfill ended";
    public const string RunEnded = "run ended";

    // The service: its schedule, what people order, and the config that they edit.
    public const string ScheduleWritten = "schedule written";
    public const string RunsInterrupted = "broken runs marked";
    public const string RunQueued = "run queued, not scheduled";
    public const string OrderScheduled = "run scheduled";
    public const string OrderRemoved = "ended run taken off the schedule";
    public const string PauseWritten = "pause written";
    public const string ConfigWritten = "config file written, not in its place";
    public const string ConfigReplaced = "config file replaced";
    public const string Audited = "audit entry written";

    // Messages that are sent to the service.
    public const string InboxMade = "inbox made";
    public const string InboxSegmentAdded = "inbox segment added";
    public const string InboxWritten = "inbox written, not flushed";
    public const string InboxFlushed = "inbox flushed, not answered";
    public const string InboxPageApplied = "inbox page applied";
    public const string InboxSegmentDeleted = "inbox segment deleted";

    // Messages to other systems.
    public const string MessagesTaken = "messages taken";
    public const string MessagesSent = "messages sent, not marked";
    public const string MessagesSettled = "messages marked sent";

    // Whole stores.
    public const string BackupWritten = "backup written, not in its place";
    public const string BackupReplaced = "backup in its place";
    public const string CopyBegun = "copy begun";
    public const string CopyPartCommitted = "part of a copy committed";
    public const string CopyCompared = "copy compared";
    public const string CopyEnded = "copy ended";

    private static readonly DiagnosticListener Listener = new(ListenerName);

    /// <summary>Every step there is.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        MigrationWritten, MigrationCommitted, KeysBuilt, BatchLoaded, BatchWritten, BatchCommitted, WriteWritten, WriteCommitted, StoreFlushed,
        ZoneKept, RunBegun, ExportRemembered, ExportRead, WindowStored, WindowEnded, BackfillEnded, RunEnded,
        ScheduleWritten, RunsInterrupted, RunQueued, OrderScheduled, OrderRemoved, PauseWritten, ConfigWritten, ConfigReplaced, Audited,
        InboxMade, InboxSegmentAdded, InboxWritten, InboxFlushed, InboxPageApplied, InboxSegmentDeleted,
        MessagesTaken, MessagesSent, MessagesSettled,
        BackupWritten, BackupReplaced, CopyBegun, CopyPartCommitted, CopyCompared, CopyEnded,
    ];

    public static void Passed(string step)
    {
        if (Listener.IsEnabled())
        {
            Listener.Write(step, null);
        }
    }
}
