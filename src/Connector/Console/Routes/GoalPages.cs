using System.Globalization;
using Connector.Api;
using Connector.Core.Access;
using Connector.Core.Goals;
using Connector.Core.Sync;
using Connector.Pages.Views;
using Connector.Schedule;

namespace Connector.Pages.Routes;

/// <summary>What customers did, over time and one by one.</summary>
internal sealed class GoalPages(IStoreQueries queries, SyncControl control, TimeProvider time) : IConsoleRoutes
{
    private const int PageSize = 50;

    /// <summary>More bars cannot be told apart.</summary>
    private const int MostPoints = 400;

    /// <summary>How far back the page looks when nothing is asked for.</summary>
    private const int UsualDays = 30;

    public IEnumerable<ConsoleRoute> All => [ConsoleRoute.Get("/goals", Role.Viewer, ShowAsync)];

    private async Task<IResult> ShowAsync(Visit visit)
    {
        GoalStep step = Enum.TryParse(visit.Query("step"), ignoreCase: true, out GoalStep known) && Enum.IsDefined(known) ? known : GoalStep.Day;
        DateOnly today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        DateOnly from = Day(visit.Query("from")) ?? today.AddDays(-UsualDays);
        DateOnly to = Day(visit.Query("to")) ?? today;
        string? fault = from > to ? "The first day is behind the last one."
            : StepsIn(from, to, step) > MostPoints ? $"That would be more than {MostPoints} bars. Choose a longer step, or fewer days."
            : null;
        var query = new GoalQuery(
            visit.Query("pixel"), visit.Query("goal"), Integration: visit.Query("integration"), From: Start(from), To: Start(to.AddDays(1)), NewestFirst: true, After: Position(visit.Query("after")), Limit: PageSize + 1);
        Page<Goal> page = fault is null
            ? await Page<Goal>.TakeAsync(queries.ListGoalsAsync(query, visit.Aborted), PageSize, goal => string.Create(CultureInfo.InvariantCulture, $"{goal.At}.{goal.Key:x32}"), visit.Aborted)
            : new Page<Goal>([], null);
        return visit.Show<GoalsView>(
            fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            (nameof(GoalsView.Pixels), control.Catalog.Pixels.Values.OrderBy(pixel => pixel.Title, StringComparer.Ordinal).ToArray()),
            (nameof(GoalsView.Query), query),
            (nameof(GoalsView.From), from),
            (nameof(GoalsView.To), to),
            (nameof(GoalsView.Step), step),
            (nameof(GoalsView.Points), fault is null ? await queries.GetGoalSeriesAsync(query, step, visit.Aborted) : []),
            (nameof(GoalsView.Goals), page.Items),
            (nameof(GoalsView.Next), page.Next),
            (nameof(GoalsView.Fault), fault));
    }

    private static double StepsIn(DateOnly from, DateOnly to, GoalStep step)
    {
        int days = to.DayNumber - from.DayNumber + 1;
        return step switch
        {
            GoalStep.Hour => days * 24,
            GoalStep.Day => days,
            GoalStep.Week => days / 7.0,
            _ => days / 30.0,
        };
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is > 1970 and < 9999 ? day : null;

    private static long Start(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static GoalPosition? Position(string? text) =>
        text?.Split('.') is [var at, var key]
        && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long moment)
        && UInt128.TryParse(key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 number)
            ? new GoalPosition(moment, number)
            : null;
}
