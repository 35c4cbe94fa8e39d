using System.Collections.Immutable;
using System.Diagnostics;

namespace Connector.Core.Telemetry;

/// <summary>The moments at which something has just become durable, or is just about to, told by name to whoever listens to <see cref="ListenerName"/>.</summary>
/// <remarks>Tests end the process at each of them and see that nothing is lost or doubled. Where nobody listens, telling costs a look at a field.</remarks>
public static class DurableSteps
{
    /// <summary>The name of the <see cref="DiagnosticListener"/>; the events have the names below and no payload.</summary>
    public const string ListenerName = "Connector.DurableSteps";

    public const string MigrationWritten = "migration written, not committed";
    public const string MigrationCommitted = "migration committed";
    public const string KeysBuilt = "keys built";

    public const string ZoneKept = "time zone kept";
    public const string RunBegun = "run begun";
    public const string ExportRemembered = "export remembered";
    public const string BatchLoaded = "batch loaded";
    public const string BatchWritten = "batch written, not committed";
    public const string BatchCommitted = "batch committed";
    public const string ExportRead = "export read";
    public const string WindowStored = "window stored";
    public const string WindowEnded = "window ended";
    public const string RunEnded = "run ended";

    /// <summary>Every step there is.</summary>
    public static readonly ImmutableArray<string> All =
    [
        MigrationWritten, MigrationCommitted, KeysBuilt,
        ZoneKept, RunBegun, ExportRemembered, BatchLoaded, BatchWritten, BatchCommitted, ExportRead, WindowStored, WindowEnded, RunEnded,
    ];

    private static readonly DiagnosticListener Listener = new(ListenerName);

    public static void Passed(string step)
    {
        if (Listener.IsEnabled())
        {
            Listener.Write(step, null);
        }
    }
}
