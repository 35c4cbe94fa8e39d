using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Benchmarks.EndToEnd;

/// <summary>Writes what the rounds came to, as Markdown for people or JSON for programs.</summary>
internal static class Report
{
    private const double Megabyte = 1 << 20;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Title, string Format, Func<Measurement, double> Value)[] Columns =
    [
        ("seconds", "F2", one => one.Seconds),
        ("records/s", "F0", one => one.RecordsPerSecond),
        ("CPU seconds", "F2", one => one.CpuSeconds),
        ("peak MB", "F0", one => one.PeakBytes / Megabyte),
        ("bytes allocated/record", "F0", one => one.AllocatedPerRecord),
    ];

    public static string Markdown(IReadOnlyDictionary<string, List<Measurement>> measured, IReadOnlyList<Mark> marks)
    {
        var text = new StringBuilder();
        text.AppendLine($"{Machine.Describe()}; medians of {measured.Values.First().Count} rounds (least to most).").AppendLine();
        text.AppendLine($"| work | records | {string.Join(" | ", Columns.Select(column => column.Title))} |");
        text.AppendLine($"| --- | ---: | {string.Join(" | ", Columns.Select(_ => "---:"))} |");
        foreach ((string name, List<Measurement> rounds) in measured)
        {
            IEnumerable<string> cells = Columns.Select(column => Figure.Of(rounds.Select(column.Value)).Text(column.Format));
            text.AppendLine($"| {name} | {rounds[0].Records} | {string.Join(" | ", cells)} |");
        }

        text.AppendLine().AppendLine("| measure | mark | reached | |").AppendLine("| --- | --- | --- | --- |");
        foreach (Mark mark in marks)
        {
            text.AppendLine($"| {mark.Measure} | {mark.Wanted} | {mark.Figure.Text("F2")} | {(mark.IsMet ? "met" : "missed")} |");
        }

        return text.ToString();
    }

    public static string Json(IReadOnlyDictionary<string, List<Measurement>> measured, IReadOnlyList<Mark> marks) => new JsonObject
    {
        ["machine"] = Machine.Describe(),
        ["work"] = new JsonArray([.. measured.Select(one => new JsonObject
        {
            ["name"] = one.Key,
            ["rounds"] = JsonSerializer.SerializeToNode(one.Value),
        })]),
        ["marks"] = JsonSerializer.SerializeToNode(marks),
    }.ToJsonString(Indented);
}
