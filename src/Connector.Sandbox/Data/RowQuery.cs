using System.Collections.Immutable;
using Connector.Core.Records;

namespace Connector.Sandbox.Data;

/// <summary>What one export wants of a source.</summary>
/// <param name="Columns">Slot <c>i</c> of every row holds <c>Columns[i]</c>; a name may stand twice.</param>
/// <param name="Window">Null: every row.</param>
/// <param name="Zone">The application's zone, in which local times are written and read.</param>
/// <param name="ReceivedUntil">Unix seconds: rows received later are not there yet; null: all are.</param>
public sealed record RowQuery(
    LogResource Resource,
    ImmutableArray<string> Columns,
    RowWindow? Window,
    TimeZoneInfo Zone,
    long? ReceivedUntil = null);

/// <summary>A range of Unix seconds, both ends included.</summary>
/// <param name="ByReceive">True: the time at the server; false: the time on the device.</param>
public readonly record struct RowWindow(long Since, long Until, bool ByReceive)
{
    public bool Holds(long seconds) => seconds >= Since && seconds <= Until;
}

/// <summary>Where the rows of an application come from.</summary>
public interface IRowSource
{
    /// <summary>The rows of an export, the same ones in the same order each time. The row is the same object for all of them.</summary>
    IEnumerable<Row> Read(RowQuery query);
}
