using Connector.Core.Goals;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Goals over time.</summary>
public abstract class GoalSeriesContract(StoreBacking backing) : StoreContract(backing)
{
    [Fact]
    public async Task Goals_are_counted_and_summed_exactly_step_by_step()
    {
        await KeepAsync(
            Goal(1, at: At("2026-11-20T23:59:59.999Z"), value: "0.10"),
            Goal(2, at: At("2026-11-21T00:00:00Z"), value: "12345678901234567890.5"),
            Goal(3, at: At("2026-11-21T12:00:00Z"), value: "0.25"),
            Goal(4, at: At("2026-11-21T12:00:00Z")),
            Goal(5, at: At("2026-11-23T00:00:00Z"), value: "-3"));

        Assert.Equal(
            [
                new GoalPoint(At("2026-11-20T00:00:00Z"), 1, "0.10"),
                new GoalPoint(At("2026-11-21T00:00:00Z"), 3, "12345678901234567890.75"),
                new GoalPoint(At("2026-11-22T00:00:00Z"), 0, "0"),
                new GoalPoint(At("2026-11-23T00:00:00Z"), 1, "-3"),
            ],
            await Store.Queries.GetGoalSeriesAsync(new GoalQuery(), GoalStep.Day, default));
        Assert.Equal(
            [new GoalPoint(At("2026-11-16T00:00:00Z"), 4, "12345678901234567890.85"), new GoalPoint(At("2026-11-23T00:00:00Z"), 1, "-3")],
            await Store.Queries.GetGoalSeriesAsync(new GoalQuery(), GoalStep.Week, default));
    }

    [Fact]
    public async Task A_series_is_of_the_goals_that_the_query_wants_over_many_pages()
    {
        await KeepAsync([.. Enumerable.Range(0, 2500).Select(i => Goal((UInt128)i, i % 2 == 0 ? "a" : "b", at: Noon + i, value: "0.1"))]);

        GoalPoint point = Assert.Single(
            await Store.Queries.GetGoalSeriesAsync(new GoalQuery(Name: "a", From: Noon + 100, To: Noon + 2500, NewestFirst: true, Limit: 3), GoalStep.Month, default));
        Assert.Equal((1200L, "120.0"), (point.Count, point.Sum));
        Assert.Empty(await Store.Queries.GetGoalSeriesAsync(new GoalQuery(Pixel: "web"), GoalStep.Hour, default));
    }

    private Task<CommitResult> KeepAsync(params Goal[] goals) => Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }));

    private static long At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
