using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>A range of an integration that is read again, a day after the other.</summary>
/// <param name="zone">The application's, at whose midnights the range is cut.</param>
/// <param name="hook">Null: every hook.</param>
internal sealed class Backfill(Integration integration, ReceiveWindow range, string? hook, TimeZoneInfo zone, IProgressStore progress)
{
    public string Key { get; } = KeyOf(integration.Name, range, hook);

    public string? Hook => hook;

    public TimeZoneInfo Zone => zone;

    private IEnumerable<LogResource> Resources =>
        integration.Hooks.Where(one => hook is null || one.Name == hook).Select(one => one.Resource).Distinct();

    /// <summary>Names a backfill in the store: the same wish is the same backfill, and goes on.</summary>
    public static string KeyOf(string integration, ReceiveWindow range, string? hook) =>
        $"{integration}|{range.From.ToUnixTimeSeconds()}|{range.To.ToUnixTimeSeconds()}|{hook}";

    /// <summary>What is left to be read, as it stands in the store.</summary>
    public async Task<BackfillRest> RestAsync(CancellationToken cancellationToken)
    {
        var rest = new List<(LogResource, DateTimeOffset?)>();
        foreach (LogResource resource in Resources)
        {
            long? moved = await progress.GetBackfillAsync(Key, resource.Name, cancellationToken);
            rest.Add((resource, moved is { } to ? DateTimeOffset.FromUnixTimeMilliseconds(to) : null));
        }

        return new BackfillRest(integration, range, zone, rest);
    }

    public ProgressMove Move(LogResource resource, DateTimeOffset to) => new ProgressMove.Backfill(Key, resource.Name, to.ToUnixTimeMilliseconds());
}

/// <summary>What a backfill has left to read.</summary>
/// <param name="moved">How far each resource has come; null: not begun. One without dates is read once, whole.</param>
internal sealed class BackfillRest(Integration integration, ReceiveWindow range, TimeZoneInfo zone, IReadOnlyList<(LogResource Resource, DateTimeOffset? Moved)> moved)
{
    private IEnumerable<(LogResource Resource, DateTimeOffset From)> Dated =>
        moved.Where(one => one.Resource.TakesDates).Select(one => (one.Resource, one.Moved > range.From ? one.Moved.Value : range.From));

    public TimeSpan Whole => range.Length * Dated.Count();

    public TimeSpan Done => Dated.Aggregate(TimeSpan.Zero, (sum, one) => sum + (one.From < range.To ? one.From - range.From : range.Length));

    /// <summary>The windows of all that is left: what has no dates first, then in time order over all resources.</summary>
    public IReadOnlyList<(LogResource Resource, ReceiveWindow? Window)> All() =>
        [.. Undated(), .. Windows.CutIntoDays(range, zone).SelectMany(WindowsIn).OrderBy(one => one.Item2!.Value.From)];

    /// <summary>The windows of the first day that is not read.</summary>
    /// <param name="isLast">Nothing is left after it.</param>
    public IReadOnlyList<(LogResource Resource, ReceiveWindow? Window)> NextDay(out bool isLast)
    {
        ReceiveWindow? day = Windows.CutIntoDays(range, zone).Where(day => Dated.Any(one => one.From < day.To)).Cast<ReceiveWindow?>().FirstOrDefault();
        isLast = day is null || day.Value.To >= range.To;
        return [.. Undated(), .. day is { } next ? WindowsIn(next) : []];
    }

    private IEnumerable<(LogResource, ReceiveWindow?)> Undated() =>
        moved.Where(one => !one.Resource.TakesDates && one.Moved is null).Select(one => (one.Resource, (ReceiveWindow?)null));

    private IEnumerable<(LogResource, ReceiveWindow?)> WindowsIn(ReceiveWindow day) =>
        from one in Dated
        let start = one.From > day.From ? one.From : day.From
        where start < day.To
        from window in Windows.Cut(new ReceiveWindow(start, day.To), integration.Schedule.MaxWindow)
        select (one.Resource, (ReceiveWindow?)window);
}
