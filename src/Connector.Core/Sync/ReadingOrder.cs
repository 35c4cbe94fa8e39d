using Connector.Core.Catalog;

namespace Connector.Core.Sync;

/// <summary>Whether the order in which windows are read shows in what is kept.</summary>
/// <remarks>Stamps make it not matter for most hooks. Some ask what is there when a record is read: those have their windows read in time order, one at a time.</remarks>
public static class ReadingOrder
{
    /// <returns>The first hook for which the order matters; null: for none.</returns>
    /// <param name="hook">The one that is run; null: all.</param>
    public static Hook? Needs(Integration integration, string? hook)
    {
        Hook[] run = [.. integration.Hooks.Where(one => hook is null || one.Name == hook)];
        return Array.Find(run, one => one switch
        {
            ImportProfileHook import => import.Mode != ImportMode.AddAndUpdate
                || import.Match.OnAmbiguous != OnAmbiguous.Reject
                || MayLackRequired(import)
                || MovesKey(import)
                || run.OfType<ImportProfileHook>().Any(other => other.Database.Name == import.Database.Name && !MatchAlike(other.Match, import.Match)),
            RegisterGoalHook { Attach: { } attach } => !IsHealed(attach),
            _ => false,
        });
    }

    /// <summary>What one hook finds by an e-mail gains the device that another hook looks for: the profile is found then, and made anew before.</summary>
    private static bool MatchAlike(Match a, Match b) => a.By == b.By && a.Field?.Name == b.Field?.Name;

    /// <summary>A record that cannot create its profile is a reject, unless another has created it before.</summary>
    private static bool MayLackRequired(ImportProfileHook import) =>
        import.Database.Fields.Any(field => field.Required && field.Name != MatchField(import.Match) && import.Map.All(mapping => mapping.To.Name != field.Name));

    /// <summary>Whom the old value means depends on whether it went before.</summary>
    private static bool MovesKey(ImportProfileHook import) => import.Map.Any(mapping =>
        mapping.To.Name == MatchField(import.Match) && !mapping.To.IsList && (mapping.Source as Operand.From)?.Path.Text != import.Match.From.Text);

    private static string? MatchField(Match match) => match.By switch
    {
        MatchBy.EmailProfile or MatchBy.Email => "email",
        MatchBy.Custom => match.Field?.Name,
        _ => null,
    };

    /// <summary>A goal that comes before its profile becomes its goal when that gains the device. Only by its device is it found the same way before and after.</summary>
    private static bool IsHealed(GoalAttachment attach) =>
        attach is { WhenMissing: WhenMissing.Anonymous, Stitch: true, Match: { By: MatchBy.AppMetricaDeviceId, OnAmbiguous: OnAmbiguous.Reject } };
}
