using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>A half-open range of server receive time, whole seconds, UTC.</summary>
public readonly record struct ReceiveWindow(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;

    public override string ToString() => $"{From.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} to {To.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
}

/// <summary>One export to be asked for.</summary>
/// <param name="Fields">Column names, each once, in the order asked for.</param>
/// <param name="Window">Null for a resource without dates.</param>
/// <param name="Zone">The application's zone, in which dates are sent.</param>
/// <param name="Parts">1: the whole export; more: part number <paramref name="Part"/>, from 0, of so many.</param>
public sealed record ExportRequest(
    AppMetricaSource Source,
    LogResource Resource,
    System.Collections.Immutable.ImmutableArray<string> Fields,
    ReceiveWindow? Window,
    TimeZoneInfo Zone,
    int Parts = 1,
    int Part = 0);

/// <summary>The Logs API and the two Management calls it needs.</summary>
public interface ILogsApi
{
    /// <summary>The URL of an export. The same request gives the same bytes for ever: the URL is the export's identity at the server.</summary>
    Uri UrlOf(ExportRequest request);

    /// <summary>Asks for an export, waits for it as long as that takes, and decodes its body into the sink.</summary>
    /// <param name="join">True: the URL was asked for before, take that export; false: have a new file made.</param>
    /// <param name="progress">Told of every change of stage.</param>
    /// <exception cref="ExportTooLargeException">The server wants the export in more parts.</exception>
    /// <exception cref="ExportIncompleteException">The body ended early. Records were delivered; asking again is harmless with a new sink.</exception>
    /// <exception cref="SourceException">Anything else that repeating did not cure.</exception>
    Task ReadAsync(ExportRequest request, bool join, RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken);

    /// <summary>The application as the Management API describes it; its secrets are left out.</summary>
    Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken);

    /// <summary>Whether exports are available now.</summary>
    Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken);
}

/// <param name="TimeZone">IANA name.</param>
public sealed record ApplicationDescription(long Id, string Name, string TimeZone);

/// <summary>Where an export stands.</summary>
/// <param name="ServerPercent">The server's own progress while it makes the file, 0 to 100; null: not told.</param>
/// <param name="Bytes">Bytes of the body received, as they came over the wire.</param>
/// <param name="TotalBytes">Their number when the server told it.</param>
public sealed record ExportProgress(ExportStage Stage, int? ServerPercent, long Bytes, long? TotalBytes)
{
    /// <summary>What the source's clock showed with the answer, in whole seconds; null: no answer came just now, or it does not tell.</summary>
    public DateTimeOffset? SourceTime { get; init; }
}

public enum ExportStage
{
    /// <summary>Waiting for a place in the application's queue.</summary>
    Queueing,

    /// <summary>The server makes the file.</summary>
    Preparing,

    Downloading,

    Done,
}

/// <summary>The source cannot be read. The message says what happened and what to do; it holds no secret.</summary>
public class SourceException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The token is missing, wrong or has no right to the application: nothing is asked again until a person acts.</summary>
public sealed class SourceRefusedException(string message) : SourceException(message);

/// <summary>The server answered «Try to use more parts.».</summary>
public sealed class ExportTooLargeException(string message) : SourceException(message);

/// <summary>A body ended before its end: JSON without its end mark, gzip without its trailer, a connection that broke.</summary>
public class ExportIncompleteException(string message, Exception? inner = null) : SourceException(message, inner);

/// <summary>A body that is whole, and of another window than was asked for.</summary>
public sealed class OtherWindowException(string message) : ExportIncompleteException(message);
