namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>How much of an export is held at once, and how much is read. What goes beyond is refused by name, and never held.</summary>
/// <param name="RecordMegabytes">The longest record that is read; a longer one is malformed, and the next one is read.</param>
/// <param name="Columns">The most columns that a CSV header may name; with more it is no export.</param>
/// <param name="ExportMegabytes">The longest export, unpacked; one that is longer has no end, as like as not, and is given up.</param>
public sealed record ExportLimits(
    int RecordMegabytes = ExportLimits.UsualMegabytes, int Columns = ExportLimits.UsualColumns, int ExportMegabytes = ExportLimits.UsualExportMegabytes)
{
    public const int UsualMegabytes = 64;

    /// <summary>What one buffer can hold, with room to double.</summary>
    public const int MostMegabytes = 512;

    public const int UsualColumns = 10_000;

    public const int MostColumns = 1_000_000;

    /// <summary>A terabyte.</summary>
    public const int UsualExportMegabytes = 1 << 20;

    public const int MostExportMegabytes = 1 << 30;

    public static readonly ExportLimits Usual = new();

    private const int BytesAColumn = 128;
    private const int ShortestHeader = 1 << 20;

    private int RoomForColumns => Math.Max(ShortestHeader, Columns * BytesAColumn);

    internal int RecordBytes => RecordMegabytes << 20;

    internal long ExportBytes => (long)ExportMegabytes << 20;

    /// <summary>The longest header of a CSV: room for its columns, but no more than for a record.</summary>
    internal int HeaderBytes => Math.Min(RecordBytes, RoomForColumns);

    /// <summary>Which setting makes room for a longer header.</summary>
    internal string HeaderSetting => RecordBytes < RoomForColumns ? "limits.recordMegabytes" : "limits.columns";
}
