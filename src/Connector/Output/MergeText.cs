using Connector.Core.Profiles;

namespace Connector.Output;

/// <summary>Merges for people.</summary>
internal static class MergeText
{
    /// <summary>A merge in one line.</summary>
    public static string Line(KeptMerge kept) =>
        $"{kept.Id}  {Times.Text(kept.Merge.At)}  {kept.Merge.Database}  {ProfileState.FormatId(kept.Merge.From)} into {ProfileState.FormatId(kept.Merge.Into)}  by {kept.Merge.Rule} {kept.Merge.Device.Id}{StateOf(kept)}";

    private static string StateOf(KeptMerge kept) =>
        kept.Merge.Refused is { } limit ? $"  (not done: {limit})"
        : kept.SplitAt is { } at ? $"  (split {Times.Text(at)} by {kept.SplitBy})"
        : "";
}
