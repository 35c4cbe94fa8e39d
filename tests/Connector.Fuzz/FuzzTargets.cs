using Connector.Core.Catalog;
using Connector.Fuzz.Targets;

namespace Connector.Fuzz;

/// <summary>Every target there is, and its part of a hundred inputs.</summary>
internal static class FuzzTargets
{
    public static readonly IReadOnlyList<(Target Target, int Share)> All =
    [
        (new DecoderTarget("json", ExportFormat.Json), 12),
        (new DecoderTarget("jsonl", ExportFormat.JsonLines), 10),
        (new DecoderTarget("csv", ExportFormat.Csv), 12),
        (new GzipTarget(), 4),
        (new ConfigTarget(), 2),
        (new PathTarget(), 12),
        (new WildcardTarget(), 12),
        (new RequestTarget(), 10),
        (new EventJsonTarget(), 10),
        (new ProfileTarget(), 6),
        (new StoreUrlTarget(), 4),
        (new ContactTarget(), 6),
    ];
}
