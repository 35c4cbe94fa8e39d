using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Connector.Sandbox;
using Connector.Sandbox.Data;

namespace Connector.Tests.Sandbox;

public sealed class RowFileTests : SandboxTest, IDisposable
{
    private const string Wrapped = """
        { "data" : [
        {"event_name":"a","event_receive_timestamp":1793566800,"event_json":{"n": 1.10, "t":"x"},"extra":[1,{"b":2}]},
        {"event_name":"б\n\"","event_receive_datetime":"2026-11-02 23:59:59","city":null},
        {"event_name":"late","event_receive_datetime":"2026-11-03 00:00:00"},
        {"event_name":"timeless","event_json":true},
        ]}
        """;

    private const string Csv = "event_name,event_receive_timestamp,event_json\na,1793566800,\"{\"\"n\"\": 1.10, \"\"t\"\":\"\"x\"\"}\"\n\"б\n\"\"\",,\nlate,1793653200,\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-rows-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("events.json", false)]
    [InlineData("events.json.gz", true)]
    public async Task Rows_of_a_json_file_are_served_by_their_times_and_timeless_ones_always(string name, bool gzip)
    {
        await ServeAsync(Write(name, Wrapped, gzip));
        List<Dictionary<string, string>> records = await TakeRecordsAsync(Events($"fields=event_name,event_json,city&date_dimension=receive&{Day}"));
        Assert.Equal(["a", "б\n\"", "timeless"], records.Select(record => record["event_name"]));
        Assert.Equal(["""{"n": 1.10, "t":"x"}""", "", "true"], records.Select(record => record["event_json"]));
        Assert.All(records, record => Assert.Equal("", record["city"]));
    }

    [Fact]
    public async Task Default_window_reads_the_time_on_the_device()
    {
        await ServeAsync(Write(
            "events.jsonl",
            """
            {"event_name":"in","event_datetime":"2026-11-02 12:00:00","event_receive_datetime":"2026-11-09 12:00:00"}
            {"event_name":"out","event_datetime":"2026-11-01 12:00:00","event_receive_datetime":"2026-11-02 12:00:00"}
            """));
        Assert.Equal(["in"], (await TakeRecordsAsync(Events($"fields=event_name&{Day}"))).Select(record => record["event_name"]));
    }

    [Fact]
    public async Task Bare_array_csv_and_marks_are_read_too()
    {
        foreach (string path in new[] { Write("bare.json", "\uFEFF" + """[{"event_name":"a"},{"event_name":"b"}]"""), Write("plain.csv", "\uFEFFevent_name,city\na,\nb,\n") })
        {
            await ServeAsync(path);
            Assert.Equal(["a", "b"], (await TakeRecordsAsync(Events($"fields=event_name&{Day}"))).Select(record => record["event_name"]));
        }
    }

    [Fact]
    public async Task Csv_with_quotes_and_line_breaks_is_read()
    {
        await ServeAsync(Write("events.csv", Csv));
        List<Dictionary<string, string>> records = await TakeRecordsAsync(Events($"fields=event_json,event_name&date_dimension=receive&{Day}"));
        Assert.Equal([("a", """{"n": 1.10, "t":"x"}"""), ("б\n\"", "")], records.Select(record => (record["event_name"], record["event_json"])));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    public async Task File_longer_than_any_buffer_is_read_whole(string kind)
    {
        string padding = new('я', 3_000);
        IEnumerable<string> rows = Enumerable.Range(0, 500).Select(i => $$"""{"event_name":"e{{i}}","event_json":"{{padding}}"}""");
        await ServeAsync(Write($"long.{kind}", kind == "json" ? $"{{\"data\":[{string.Join(",\n", rows)}]}}" : string.Join('\n', rows)));
        List<Dictionary<string, string>> records = await TakeRecordsAsync(Events($"fields=event_name,event_json&{Day}"));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"e{i}"), records.Select(record => record["event_name"]));
        Assert.All(records, record => Assert.Equal(padding, record["event_json"]));
    }

    [Fact]
    public void File_of_another_kind_or_none_at_all_is_refused()
    {
        Assert.Contains(".jsonl", Assert.Throws<NotSupportedException>(() => new RowFile(Write("events.xml", "<a/>"))).Message);
        Assert.Contains("no file", Assert.Throws<FileNotFoundException>(() => new RowFile(Path.Combine(_folder.FullName, "gone.json"))).Message);
    }

    [Fact]
    public async Task File_for_an_unknown_resource_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => SandboxServer.StartAsync(
            Options with { DataFiles = ImmutableDictionary<string, string>.Empty.Add("session", Write("events.json", Wrapped)) }, CancellationToken.None));

    private Task ServeAsync(string path) =>
        RestartAsync(Options with { DataFiles = ImmutableDictionary<string, string>.Empty.Add("events", path) });

    private string Write(string name, string text, bool gzip = false)
    {
        string path = Path.Combine(_folder.FullName, name);
        using Stream file = File.Create(path);
        using Stream target = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        target.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
