using System.Text.Json;
using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Scale;

/// <summary>All that was measured so far; parts that are measured one after another come together in one file.</summary>
internal sealed class ScaleResult
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Machine { get; init; } = EndToEnd.Machine.Describe();

    /// <summary>The server's, as in <c>postgresql.conf</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    public List<ScaleRun> Runs { get; init; } = [];

    public List<StoreSize> Stores { get; init; } = [];

    public List<Mark> Marks { get; init; } = [];

    /// <summary>Of the generated export, packed.</summary>
    public double WireBytesOfRecord { get; set; }

    public static ScaleResult Read(string path) => JsonSerializer.Deserialize<ScaleResult>(File.ReadAllText(path))!;

    public void Keep(ScaleRun run) => Runs.Add(run);

    public IEnumerable<ScaleRun> RunsOf(string name) => Runs.Where(run => run.Name == name);

    /// <summary>Puts what was measured now in the place of what was measured of the same things before.</summary>
    public ScaleResult Over(ScaleResult before) => new()
    {
        Machine = Machine,
        Settings = Settings,
        Runs = [.. before.Runs.Where(one => Runs.TrueForAll(run => run.Name != one.Name)), .. Runs],
        Stores = [.. before.Stores.Where(one => Stores.TrueForAll(store => store.Goals != one.Goals)), .. Stores],
        Marks = [.. before.Marks.Where(one => Marks.TrueForAll(mark => mark.Measure != one.Measure)), .. Marks],
        WireBytesOfRecord = WireBytesOfRecord > 0 ? WireBytesOfRecord : before.WireBytesOfRecord,
    };

    public string Json() => JsonSerializer.Serialize(this, Layout);
}
