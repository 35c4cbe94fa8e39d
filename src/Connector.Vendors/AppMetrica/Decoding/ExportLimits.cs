namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>How much of an export is held at once. What goes beyond is refused by name, and never held.</summary>
/// <param name="RecordMegabytes">The longest record that is read; a longer one is malformed, and the next one is read.</param>
/// <param name="Columns">The most columns that a CSV header may name; with more it is no export.</param>
public sealed record ExportLimits(int RecordMegabytes = ExportLimits.UsualMegabytes, int Columns = ExportLimits.UsualColumns)
{
    public const int UsualMegabytes = 64;

    /// <summary>What one buffer can hold, with room to double.</summary>
    public const int MostMegabytes = 512;

    public const int UsualColumns = 10_000;

    public const int MostColumns = 1_000_000;

    public static readonly ExportLimits Usual = new();

    /// <summary>The longest header of a CSV, in bytes.</summary>
    internal const int Header = 1 << 20;

    internal int RecordBytes => RecordMegabytes << 20;
}
