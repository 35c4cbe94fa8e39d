using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Sandbox.Data;

/// <summary>A downloaded export as a source. It is read anew for every export and never held whole.</summary>
/// <remarks>A row is in a window by the times it has; one without them is in every window.</remarks>
public sealed class RowFile : IRowSource
{
    private readonly string _path;
    private readonly bool _gzip;
    private readonly ExportFormat _format;

    /// <param name="path">Ends in <c>.json</c>, <c>.csv</c> or <c>.jsonl</c>, perhaps with <c>.gz</c> behind it.</param>
    /// <exception cref="NotSupportedException">It ends otherwise.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public RowFile(string path)
    {
        _path = path;
        _gzip = Path.GetExtension(path) == ".gz";
        string kind = Path.GetExtension(_gzip ? Path.GetFileNameWithoutExtension(path) : path);
        _format = kind switch
        {
            ".json" => ExportFormat.Json,
            ".csv" => ExportFormat.Csv,
            ".jsonl" => ExportFormat.JsonLines,
            _ => throw new NotSupportedException($"'{path}' is no export: its name must end in .json, .csv or .jsonl, perhaps with .gz behind it."),
        };
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'.");
        }
    }

    public IEnumerable<Row> Read(RowQuery query)
    {
        LogResource resource = query.Resource;
        string? device = resource.EventTime;
        string? server = resource.ReceiveTime ?? device;
        ImmutableArray<string> times = [device + "_timestamp", device + "_datetime", server + "_timestamp", server + "_datetime"];
        int at = query.Columns.Length;
        using Stream stream = Open();
        IEnumerable<Row> rows = _format == ExportFormat.Csv
            ? new CsvRowReader(stream).Read([.. query.Columns, .. times])
            : new JsonRowReader(stream).Read([.. query.Columns, .. times]);
        foreach (Row row in rows)
        {
            long? received = TimeOf(row, at + 2, query.Zone);
            long? time = query.Window is { ByReceive: false } ? TimeOf(row, at, query.Zone) : received;
            bool isInside = query.Window is not { } window || time is not { } seconds || window.Holds(seconds);
            if (isInside && !(received > query.ReceivedUntil))
            {
                yield return row;
            }
        }
    }

    private Stream Open()
    {
        var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024, FileOptions.SequentialScan);
        return _gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Reads the timestamp in one slot or the local time in the next.</summary>
    private static long? TimeOf(Row row, int slot, TimeZoneInfo zone) =>
        long.TryParse(row[slot], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds) ? seconds
        : row[slot + 1].Length > 0 && LocalClock.TryRead(Encoding.UTF8.GetString(row[slot + 1]), zone, out seconds) ? seconds
        : null;
}
