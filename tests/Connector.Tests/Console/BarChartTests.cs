using Connector.Pages;
using Connector.Pages.Words;

namespace Connector.Tests.Pages;

public sealed class BarChartTests
{
    private const double Width = 560;
    private const double Height = 220;
    private const double Floor = Height - BarChart.Bottom;

    [Fact]
    public void Bars_stand_on_zero_and_are_as_high_as_their_values()
    {
        BarChart chart = BarChart.Of([0, 50, 100], Width, Height);
        Assert.Equal(Floor, chart.Zero, 6);
        Assert.Equal([0, (Floor - BarChart.Top) / 2, Floor - BarChart.Top], chart.Bars.Select(bar => Math.Round(bar.Height, 6)));
        Assert.All(chart.Bars, bar => Assert.Equal(Floor, bar.Y + bar.Height, 6));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(400)]
    public void Bars_stand_side_by_side_within_the_chart(int count)
    {
        BarChart chart = BarChart.Of([.. Enumerable.Range(1, count).Select(value => (double)value)], Width, Height);
        Assert.Equal(count, chart.Bars.Count);
        Assert.True(chart.Bars[0].X >= BarChart.Left);
        Assert.True(chart.Bars[^1].X + chart.Bars[^1].Width <= Width - BarChart.Right + 1e-6);
        Assert.All(chart.Bars.Zip(chart.Bars.Skip(1)), pair => Assert.True(pair.First.X + pair.First.Width < pair.Second.X));
        Assert.All(chart.Bars, bar => Assert.True(bar.Y >= BarChart.Top - 1e-6));
    }

    [Theory]
    [InlineData(100, "0 50 100")]
    [InlineData(1120, "0 500 1000 1500")]
    [InlineData(3, "0 1 2 3")]
    [InlineData(0.7, "0 0.2 0.4 0.6 0.8")]
    [InlineData(0, "0 1")]
    public void Ticks_are_round_numbers_up_to_the_highest_value(double highest, string ticks) =>
        Assert.Equal(ticks, string.Join(' ', BarChart.Of([0, highest], Width, Height).Ticks.Select(tick => Amounts.Short(tick.Value))));

    [Fact]
    public void What_is_counted_has_whole_ticks() =>
        Assert.Equal([0, 1, 2], BarChart.Of([1, 2], Width, Height, leastStep: 1).Ticks.Select(tick => tick.Value));

    [Fact]
    public void What_is_below_zero_hangs_down()
    {
        BarChart chart = BarChart.Of([-10, 20], Width, Height);
        Assert.Equal(chart.Zero, chart.Bars[0].Y, 6);
        Assert.Equal(chart.Zero, chart.Bars[1].Y + chart.Bars[1].Height, 6);
        Assert.True(chart.Bars[0].Y + chart.Bars[0].Height <= Floor + 1e-6);
        Assert.Equal([-10, 0, 10, 20], chart.Ticks.Select(tick => tick.Value));

        BarChart all = BarChart.Of([-10, -5], Width, Height);
        Assert.Equal(BarChart.Top, all.Zero, 6);
        Assert.Equal(0, all.Ticks[^1].Value);
    }

    [Fact]
    public void Labels_have_room()
    {
        BarChart chart = BarChart.Of(new double[31], Width, Height);
        Assert.Equal(0, chart.Marks[0]);
        Assert.All(chart.Marks.Zip(chart.Marks.Skip(1)), pair => Assert.True(chart.Bars[pair.Second].X - chart.Bars[pair.First].X >= 104));
        Assert.All(chart.Marks, mark => Assert.True(chart.Bars[mark].X + 96 <= Width));
        Assert.Empty(BarChart.Of([], Width, Height).Marks);
    }

    [Theory]
    [InlineData("1234567.50", "1 234 567.50")]
    [InlineData("-1234", "-1 234")]
    [InlineData("123", "123")]
    [InlineData("-123", "-123")]
    [InlineData("1e3", "1e3")]
    public void Sums_are_read_in_thousands(string number, string text) => Assert.Equal(text, Amounts.Spaced(number));

    [Theory]
    [InlineData(1500, "1500")]
    [InlineData(25_000, "25k")]
    [InlineData(1_500_000, "1.5M")]
    [InlineData(-2e9, "-2G")]
    public void Scales_are_short(double value, string text) => Assert.Equal(text, Amounts.Short(value));
}
