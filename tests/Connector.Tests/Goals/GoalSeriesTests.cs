using System.Globalization;
using Connector.Core.Goals;

namespace Connector.Tests.Goals;

public sealed class GoalSeriesTests
{
    [Theory]
    [InlineData(GoalStep.Hour, "2026-11-22T09:00:00Z")]
    [InlineData(GoalStep.Day, "2026-11-22T00:00:00Z")]
    [InlineData(GoalStep.Week, "2026-11-16T00:00:00Z")]
    [InlineData(GoalStep.Month, "2026-11-01T00:00:00Z")]
    public void A_step_begins_where_its_hour_day_week_or_month_begins(GoalStep step, string start) =>
        Assert.Equal([start], StartsOf(step, "2026-11-22T09:58:16Z"));

    [Theory]
    [InlineData(GoalStep.Hour, "2026-11-22T22:59:59.999Z", "2026-11-23T01:00:00Z", 4)]
    [InlineData(GoalStep.Day, "2028-02-28T23:00:00Z", "2028-03-01T00:00:00Z", 3)]
    [InlineData(GoalStep.Week, "2026-12-31T00:00:00Z", "2027-01-04T00:00:00Z", 2)]
    [InlineData(GoalStep.Month, "2025-12-31T23:59:59Z", "2026-03-01T00:00:00Z", 4)]
    public void Steps_without_goals_are_there_too(GoalStep step, string first, string last, int steps)
    {
        string[] starts = StartsOf(step, first, last);
        Assert.Equal(steps, starts.Length);
        Assert.Equal(starts.Distinct().Order(StringComparer.Ordinal), starts);
    }

    [Fact]
    public void Nothing_gives_nothing() => Assert.Empty(StartsOf(GoalStep.Day));

    private static string[] StartsOf(GoalStep step, params string[] times)
    {
        var series = new GoalSeries(step);
        foreach (string time in times)
        {
            long at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
            series.Add(new Goal(1, "shop-app", "purchase", "app", "purchase", null, at, null, null, null, false));
        }

        return [.. series.ToPoints().Select(point => DateTimeOffset.FromUnixTimeMilliseconds(point.At).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))];
    }
}
