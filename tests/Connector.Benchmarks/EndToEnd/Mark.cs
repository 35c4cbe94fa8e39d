using Connector.Core.Catalog;

namespace Connector.Benchmarks.EndToEnd;

/// <summary>A figure that is to be reached, and what it came to.</summary>
internal sealed record Mark(string Measure, string Wanted, Figure Figure, bool IsMet)
{
    private const double Megabyte = 1 << 20;

    public static IReadOnlyList<Mark> Of(IReadOnlyDictionary<string, List<Measurement>> measured)
    {
        string shop = Rounds.NameOf("shop", ExportFormat.Json);
        string shopCsv = Rounds.NameOf("shop", ExportFormat.Csv);
        string again = Rounds.NameOf("again", ExportFormat.Json);
        string everyRow = Rounds.NameOf("every row", ExportFormat.Json);
        string nothing = Rounds.NameOf("nothing", ExportFormat.Json);
        return
        [
            AtMost("nothing, JSON / decode floor, wall time", 1.1, round => Seconds(nothing, round) / Seconds(Rounds.Decode, round)),
            AtMost("shop, JSON / greater floor, wall time", 1.4, round => Seconds(shop, round) / Math.Max(Seconds(Rounds.Decode, round), Seconds(Rounds.StoreShop, round))),
            AtMost("every row, JSON / greater floor, wall time", 1.6, round => Seconds(everyRow, round) / Math.Max(Seconds(Rounds.Decode, round), Seconds(Rounds.StoreEveryRow, round))),
            AtMost("again / shop, wall time", 1.0, round => Seconds(again, round) / Seconds(shop, round)),
            AtMost("CSV / JSON, wall time of shop", 0.8, round => Seconds(shopCsv, round) / Seconds(shop, round)),
            AtLeast("shop / plain program, records per second", 20, round => measured[shop][round].RecordsPerSecond / measured[Rounds.Plain][round].RecordsPerSecond),
            Below("bytes allocated per record that no hook wants", 64, round => measured[nothing][round].AllocatedPerRecord),
            Below("peak memory of every row, MB", 200, round => measured[everyRow][round].PeakBytes / Megabyte),
        ];

        double Seconds(string name, int round) => measured[name][round].Seconds;

        Figure OfRounds(Func<int, double> figure) => Figure.Of(Enumerable.Range(0, measured[shop].Count).Select(figure));

        Mark AtMost(string measure, double most, Func<int, double> figure)
        {
            Figure over = OfRounds(figure);
            return new Mark(measure, $"≤ {most:0.0#}", over, over.Median <= most);
        }

        Mark AtLeast(string measure, double least, Func<int, double> figure)
        {
            Figure over = OfRounds(figure);
            return new Mark(measure, $"≥ {least}", over, over.Median >= least);
        }

        Mark Below(string measure, double limit, Func<int, double> figure)
        {
            Figure over = OfRounds(figure);
            return new Mark(measure, $"< {limit}", over, over.Median < limit);
        }
    }
}
