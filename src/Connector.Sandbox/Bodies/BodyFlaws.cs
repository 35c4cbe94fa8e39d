using Connector.Core.Catalog;
using Connector.Sandbox.Faults;

namespace Connector.Sandbox.Bodies;

internal enum BodyEnd
{
    Whole,

    /// <summary>Stops inside a record, in good order.</summary>
    Cut,

    /// <summary>Stops inside a record because the connection breaks.</summary>
    Reset,

    /// <summary>The text is whole, the gzip around it lacks its trailer.</summary>
    NoTrailer,
}

/// <summary>What is wrong with one body.</summary>
internal sealed record BodyFlaws(BodyEnd End, bool Mark, bool RepeatedKeys, bool BrokenRecord, bool TrailingComma, bool Slow)
{
    /// <summary>Hits a body with the faults that are due.</summary>
    public static BodyFlaws Draw(FaultBoard faults, ExportFormat format, bool gzip)
    {
        bool json = format == ExportFormat.Json;
        BodyEnd end = faults.Hits(FaultKind.Reset) ? BodyEnd.Reset
            : faults.Hits(FaultKind.CutBody) ? BodyEnd.Cut
            : !faults.Hits(FaultKind.CutGzip) ? BodyEnd.Whole
            : gzip ? BodyEnd.NoTrailer : BodyEnd.Cut;
        return new BodyFlaws(
            end,
            Mark: faults.Hits(FaultKind.Bom),
            RepeatedKeys: json && faults.Hits(FaultKind.DuplicateKeys),
            BrokenRecord: faults.Hits(FaultKind.MalformedRecord),
            TrailingComma: json && faults.Hits(FaultKind.TrailingComma),
            Slow: faults.Hits(FaultKind.Slow));
    }

    public static readonly BodyFlaws None = new(BodyEnd.Whole, false, false, false, false, false);
}
