using System.Globalization;
using System.IO.Compression;
using System.Text;
using Connector.Core.Records;

namespace Connector.Tests.Sandbox;

public sealed class ExportBodyTests : SandboxTest
{
    private static readonly string AllColumns = string.Join(',', LogResource.Events.Columns);

    [Fact]
    public async Task Json_is_laid_out_over_lines_as_the_server_does_it()
    {
        string body = await TakeAsync(Events($"fields=event_name,application_id&limit=2&{Day}"));
        Assert.Matches("""\A\{\n"data" :\n\[\n\{"event_name":"\w+","application_id":"1111"\},\n\{"event_name":"\w+","application_id":"1111"\}\n\]\n\}\n\z""", body);
    }

    [Fact]
    public async Task Json_without_rows_is_whole() =>
        Assert.Equal("{\n\"data\" :\n[\n]\n}\n", await TakeAsync(Events("fields=event_name&date_since=2020-01-01&date_until=2020-01-02")));

    [Fact]
    public async Task Csv_has_its_header_first_and_no_line_end_last()
    {
        Assert.Equal("event_name,event_json\n", await TakeAsync(Events("fields=event_name,event_json&date_since=2020-01-01&date_until=2020-01-02", "csv")));
        string body = await TakeAsync(Events($"fields=event_name,application_id&limit=2&{Day}", "csv"));
        Assert.Matches(@"\Aevent_name,application_id\n\w+,1111\n\w+,1111\z", body);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("crashes")]
    public async Task Csv_and_json_hold_the_same_texts(string resource)
    {
        string[] columns = [.. LogResource.Find(resource)!.Columns];
        string parameters = $"fields={string.Join(',', columns)}&date_since=2026-11-01&date_until=2026-11-14";
        List<Dictionary<string, string>> records = await TakeRecordsAsync(Events(parameters, resource: resource));
        List<string[]> lines = CsvLines.Read(await TakeAsync(Events(parameters, "csv", resource)));
        Assert.Equal(columns, lines[0]);
        Assert.True(records.Count > 5);
        Assert.Equal(records.Select(record => record.Values.ToArray()), lines.Skip(1));
    }

    [Fact]
    public async Task Column_asked_for_twice_comes_twice() =>
        Assert.Matches("""\{"event_name":"(\w+)","event_name":"\1"\}""", await TakeAsync(Events($"fields=event_name,event_name&limit=1&{Day}")));

    [Fact]
    public async Task Byte_order_mark_comes_when_it_is_asked_for()
    {
        string url = Events($"fields=event_name&use_utf8_bom=true&{Day}", "csv");
        await GetAsync(url);
        Assert.True((await Client.GetByteArrayAsync(url)).AsSpan().StartsWith("\uFEFFevent_name\n"u8));
    }

    [Fact]
    public async Task Body_is_packed_when_the_client_takes_gzip()
    {
        string url = Events($"fields={AllColumns}&{Day}");
        string plain = await TakeAsync(url);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "deflate, gzip");
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.Equal(plain, await new StreamReader(unpacked, Encoding.UTF8).ReadToEndAsync());
    }

    [Fact]
    public async Task Dates_are_of_the_applications_zone_and_both_ends_are_included()
    {
        List<Dictionary<string, string>> all = await TakeRecordsAsync(Events(
            "fields=event_receive_timestamp,event_receive_datetime&date_dimension=receive&date_since=2026-11-02&date_until=2026-11-03"));
        string first = all.Select(record => record["event_receive_datetime"]).Order(StringComparer.Ordinal).First();
        Assert.StartsWith("2026-11-02 0", first);
        Assert.All(all, record => Assert.Equal(
            record["event_receive_datetime"],
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(record["event_receive_timestamp"], CultureInfo.InvariantCulture)).ToOffset(TimeSpan.FromHours(3)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)));

        string second = Uri.EscapeDataString(first);
        List<Dictionary<string, string>> exact = await TakeRecordsAsync(Events(
            $"fields=event_receive_datetime&date_dimension=receive&date_since={second}&date_until={second}"));
        Assert.NotEmpty(exact);
        Assert.All(exact, record => Assert.Equal(first, record["event_receive_datetime"]));
    }

    [Fact]
    public async Task Date_dimension_chooses_the_clock()
    {
        List<Dictionary<string, string>> byDevice = await TakeRecordsAsync(Events($"fields=event_datetime,event_receive_datetime&{Day}"));
        List<Dictionary<string, string>> byServer = await TakeRecordsAsync(Events($"fields=event_datetime,event_receive_datetime&date_dimension=receive&{Day}"));
        Assert.All(byDevice, record => Assert.StartsWith("2026-11-02", record["event_datetime"]));
        Assert.All(byServer, record => Assert.StartsWith("2026-11-02", record["event_receive_datetime"]));
        Assert.Contains(byDevice, record => !record["event_receive_datetime"].StartsWith("2026-11-02", StringComparison.Ordinal));
        Assert.Contains(byServer, record => !record["event_datetime"].StartsWith("2026-11-02", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filters_choose_by_equality_and_by_any_of_several_texts()
    {
        List<Dictionary<string, string>> all = await TakeRecordsAsync(Events($"fields=event_name,os_name&{Day}"));
        List<Dictionary<string, string>> some = await TakeRecordsAsync(Events($"fields=event_name&event_name=purchase&event_name=registration&os_name=ios&{Day}"));
        Assert.Equal(
            all.Where(record => record["event_name"] is "purchase" or "registration" && record["os_name"] == "ios").Select(record => record["event_name"]),
            some.Select(record => record["event_name"]));
        Assert.NotEmpty(some);
        Assert.All(some, record => Assert.Equal(["event_name"], record.Keys));
    }

    [Fact]
    public async Task Parts_together_are_the_whole_and_the_limit_cuts_it()
    {
        string parameters = $"fields=event_json,event_timestamp&{Day}";
        var parts = new List<string>();
        for (int part = 0; part < 3; part++)
        {
            parts.AddRange(Rows(await TakeAsync(Events($"{parameters}&parts_count=3&part_number={part}"))));
        }

        string[] whole = Rows(await TakeAsync(Events(parameters)));
        Assert.Equal(whole.Order(StringComparer.Ordinal), parts.Order(StringComparer.Ordinal));
        Assert.Equal(whole.Take(7), Rows(await TakeAsync(Events($"{parameters}&limit=7"))));
    }

    [Fact]
    public async Task Number_of_rows_stands_in_a_header_when_that_is_wanted()
    {
        await RestartAsync(Options with { RowsNumber = true });
        string url = Events($"fields=event_name&{Day}");
        int count = (await TakeRecordsAsync(url)).Count;
        using HttpResponseMessage response = await Client.GetAsync(url);
        Assert.Equal([count.ToString(CultureInfo.InvariantCulture)], response.Headers.GetValues("Rows-Number"));
    }

    [Fact]
    public async Task Rows_of_the_future_can_be_hidden_until_their_time()
    {
        await RestartAsync(Options with { HideFuture = true, Shop = SmallShop with { From = Time.GetUtcNow().AddHours(-1), To = Time.GetUtcNow().AddHours(1) } });
        string url = Events("fields=event_receive_timestamp&date_dimension=receive&date_since=2026-11-01&date_until=2026-12-01");
        int before = (await TakeRecordsAsync(url)).Count;
        Assert.InRange(before, 800, 1200);
        Time.Pass(TimeSpan.FromHours(25));
        Assert.Equal(2_000, (await TakeRecordsAsync(url)).Count);
    }

    private static string[] Rows(string body) =>
        [.. body.Split('\n').Where(line => line.StartsWith("{\"", StringComparison.Ordinal)).Select(line => line.TrimEnd(','))];
}
