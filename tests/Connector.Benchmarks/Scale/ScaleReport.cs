using System.Text;
using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Scale;

/// <summary>What was measured, as Markdown.</summary>
internal static class ScaleReport
{
    private const double Mega = 1 << 20;

    private static readonly (string Title, string Format, Func<ScaleRun, double> Value)[] Columns =
    [
        ("seconds", "F2", run => run.Seconds),
        ("records/s", "F0", run => run.RecordsPerSecond),
        ("workers, CPU µs/record", "F1", run => run.WorkerMicroseconds),
        ("server, CPU µs/record", "F1", run => run.ServerMicroseconds),
        ("server's share of CPU, %", "F0", run => 100 * run.ServerSeconds / (run.ServerSeconds + run.WorkerSeconds)),
        ("cores busy", "F1", run => run.Busy),
        ("log, MB", "F0", run => run.WalBytes / Mega),
    ];

    public static string Markdown(ScaleResult result)
    {
        var text = new StringBuilder();
        text.AppendLine($"{result.Machine}; workers, server and whoever serves the export share them. Medians (least to most).").AppendLine();
        text.AppendLine($"PostgreSQL: {string.Join(", ", result.Settings.Select(setting => $"`{setting}`"))}; else as installed, so every commit waits for the disk.").AppendLine();
        text.AppendLine($"| work | rounds | records | {string.Join(" | ", Columns.Select(column => column.Title))} |");
        text.AppendLine($"| --- | ---: | ---: | {string.Join(" | ", Columns.Select(_ => "---:"))} |");
        foreach (IGrouping<string, ScaleRun> work in result.Runs.GroupBy(run => run.Name))
        {
            IEnumerable<string> cells = Columns.Select(column => Cell(Figure.Of(work.Select(column.Value)), column.Format));
            text.AppendLine($"| {work.Key} | {work.Count()} | {work.First().Records} | {string.Join(" | ", cells)} |");
        }

        if (result.Stores.Count > 0)
        {
            text.AppendLine().AppendLine("| goals | profiles | bytes a goal | bytes a profile |").AppendLine("| ---: | ---: | ---: | ---: |");
            foreach (StoreSize store in result.Stores)
            {
                text.AppendLine($"| {store.Goals} | {store.Profiles} | {store.BytesOfGoal:F0} | {store.BytesOfProfile:F0} |");
            }
        }

        text.AppendLine().AppendLine("| measure | mark | reached | |").AppendLine("| --- | --- | --- | --- |");
        foreach (Mark mark in result.Marks)
        {
            text.AppendLine($"| {mark.Measure} | {mark.Wanted} | {mark.Figure.Text("F2")} | {(mark.IsMet ? "met" : "missed")} |");
        }

        return text.ToString();
    }

    private static string Cell(Figure figure, string format) => figure.Least == figure.Most ? figure.Median.ToString(format) : figure.Text(format);
}
