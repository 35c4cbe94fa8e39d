namespace Connector.Pages;

/// <summary>Where everything of a bar chart is drawn: values in, places out.</summary>
/// <param name="Zero">Where the line of zero is.</param>
/// <param name="Bars">One a value, in order.</param>
/// <param name="Ticks">Lines across, with what they stand for.</param>
/// <param name="Marks">Which bars have their label written below.</param>
public sealed record BarChart(double Width, double Height, double Zero, IReadOnlyList<Bar> Bars, IReadOnlyList<Tick> Ticks, IReadOnlyList<int> Marks)
{
    public const double Left = 64;
    public const double Right = 8;
    public const double Top = 8;
    public const double Bottom = 24;

    private const int WantedTicks = 4;
    private const double RoomOfLabel = 104;
    private const double WidestBar = 48;

    /// <param name="values">Finite numbers.</param>
    /// <param name="leastStep">Ticks are no closer than this: 1 for what is counted.</param>
    public static BarChart Of(IReadOnlyList<double> values, double width, double height, double leastStep = 0)
    {
        double step = Math.Max(leastStep, StepOf(values));
        double high = Math.Max(step, Math.Ceiling(values.DefaultIfEmpty().Max() / step) * step);
        double low = Math.Min(0, Math.Floor(values.DefaultIfEmpty().Min() / step) * step);
        high = values.Count > 0 && values.Max() <= 0 && low < 0 ? 0 : high;
        double scale = (height - Top - Bottom) / (high - low);
        double slot = (width - Left - Right) / Math.Max(1, values.Count);
        double thickness = Math.Min(WidestBar, slot * 0.8);
        return new BarChart(
            width,
            height,
            Y(0),
            [.. values.Select((value, at) => new Bar(Left + (slot * at) + ((slot - thickness) / 2), Y(Math.Max(0, value)), thickness, Math.Abs(value) * scale))],
            [.. Enumerable.Range(0, (int)Math.Round((high - low) / step) + 1).Select(at => low + (at * step)).Select(value => new Tick(Y(value), value))],
            [.. MarksOf(values.Count, slot, width)]);

        double Y(double value) => Top + ((high - value) * scale);
    }

    /// <summary>A round distance between ticks: 1, 2 or 5 times a power of ten.</summary>
    private static double StepOf(IReadOnlyList<double> values)
    {
        double span = values.Count == 0 ? 0 : Math.Max(0, values.Max()) - Math.Min(0, values.Min());
        if (span <= 0)
        {
            return 1;
        }

        double rough = span / WantedTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double times = rough / power;
        return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    }

    /// <summary>As many labels as have room, from the first on; each begins where its bar does.</summary>
    private static IEnumerable<int> MarksOf(int count, double slot, double width)
    {
        int every = Math.Max(1, (int)Math.Ceiling(RoomOfLabel / slot));
        for (int at = 0; at < count && (at == 0 || Left + (slot * at) + RoomOfLabel <= width); at += every)
        {
            yield return at;
        }
    }
}

public readonly record struct Bar(double X, double Y, double Width, double Height);

public readonly record struct Tick(double Y, double Value);
