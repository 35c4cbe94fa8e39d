using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Pages;

/// <summary>What a text would make of real records, beside what the one in use makes of them.</summary>
/// <param name="From">Which records: a word of <see cref="PreviewRecords"/>.</param>
public sealed record DraftPreview(Integration Integration, string From, IReadOnlyList<ResourcePreview> Resources)
{
    public int Records => Resources.Sum(resource => resource.Records.Count);
}

/// <param name="Records">JSON objects; the first is number 1.</param>
/// <param name="Lines">One a record and hook, in order.</param>
/// <param name="Before">What the config in use makes of them; null: it does not have the integration, or no hook of it wants the resource.</param>
/// <param name="MissingColumns">What hooks read and no record has.</param>
public sealed record ResourcePreview(
    string Resource,
    IReadOnlyList<string> Records,
    IReadOnlyList<PreviewLine> Lines,
    IReadOnlyList<PreviewLine>? Before,
    IReadOnlyList<string> MissingColumns)
{
    /// <summary>For each hook, how many records would end how, and how many do now.</summary>
    public IReadOnlyList<HookOutcomes> ByHook() =>
    [
        .. Lines.Where(line => line.Hook is not null).GroupBy(line => line.Hook!).Select(group => new HookOutcomes(
            group.Key,
            Count(group),
            Before?.Where(line => line.Hook == group.Key) is { } before && before.Any() ? Count(before) : null)),
    ];

    /// <summary>What a record under a hook would come to, and comes to now where that is something else.</summary>
    public IEnumerable<(PreviewLine Line, Outcome? Was)> Of(int record) =>
        from line in Lines
        where line.Record == record
        let before = Before?.FirstOrDefault(one => one.Record == record && one.Hook == line.Hook)
        select (line, before is not null && before.Outcome != line.Outcome ? before.Outcome : (Outcome?)null);

    private static Dictionary<Outcome, int> Count(IEnumerable<PreviewLine> lines) =>
        lines.GroupBy(line => line.Outcome).ToDictionary(group => group.Key, group => group.Count());
}

/// <param name="Before">Null: there is no such hook now.</param>
public sealed record HookOutcomes(string Hook, IReadOnlyDictionary<Outcome, int> After, IReadOnlyDictionary<Outcome, int>? Before);

/// <summary>Which records a preview looks at.</summary>
public static class PreviewRecords
{
    /// <summary>The last that came from the source.</summary>
    public const string Last = "last";

    /// <summary>The last that were refused.</summary>
    public const string Rejects = "rejects";
}
