using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connector.Tests.Commands;

/// <summary>What scripts rely on: members, their order and their types.</summary>
public sealed partial class OutputTests : IDisposable
{
    private readonly Bench _bench = new();

    [Fact]
    public async Task A_preview_line_has_every_member_in_order_and_null_where_there_is_nothing()
    {
        string file = _bench.Records(
            Bench.Registration("Anna@x.io", 0, ""","name":"Anna","total":12.50,"visits":3,"consent":true,"interest":"shoes","seen":"2026-11-22 12:58:16" """),
            Bench.Registration("anna@x.io", 1, ""","name":"Ann","interest":"hats" """),
            Bench.Purchase("7", "1e3", 2),
            Bench.Purchase("", "\"x\"", 3));
        BenchRun run = await _bench.RunAsync("preview", "shop-app", "--resource", "events", "--input", file, "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(
            [
                """{"record":1,"hook":"registration","outcome":"create","profile":null,"changes":{"email":"Anna@x.io","_fname":"Anna","orders_total":12.50,"visits":3,"consent":true,"interests":["shoes"],"seen":"2026-11-22T09:58:16Z"},"subscriptions":[{"resource":"newsletter","channel":"email","provider":null,"address":"Anna@x.io","status":"unconfirmed"}],"goal":null,"reason":null}""",
                """{"record":1,"hook":"purchase","outcome":"filtered","profile":null,"changes":null,"subscriptions":null,"goal":null,"reason":null}""",
                """{"record":2,"hook":"registration","outcome":"update","profile":null,"changes":{"email":"anna@x.io","_fname":"Ann","interests":["shoes","hats"]},"subscriptions":[],"goal":null,"reason":null}""",
                """{"record":2,"hook":"purchase","outcome":"filtered","profile":null,"changes":null,"subscriptions":null,"goal":null,"reason":null}""",
                """{"record":3,"hook":"registration","outcome":"filtered","profile":null,"changes":null,"subscriptions":null,"goal":null,"reason":null}""",
                """{"record":3,"hook":"purchase","outcome":"goal_anonymous","profile":null,"changes":null,"subscriptions":null,"goal":{"pixel":"app","goal":"purchase","value":1e3,"at":"2026-11-18T11:08:40Z","anonymousId":"7"},"reason":null}""",
                """{"record":4,"hook":"registration","outcome":"filtered","profile":null,"changes":null,"subscriptions":null,"goal":null,"reason":null}""",
                """{"record":4,"hook":"purchase","outcome":"reject","profile":null,"changes":null,"subscriptions":null,"goal":null,"reason":"goal_value_invalid","detail":"The goal's value is no decimal number such as 12.50."}""",
            ],
            run.Lines);
        Assert.False(File.Exists(_bench.StorePath));
    }

    [Fact]
    public async Task A_summary_is_the_last_line_and_has_every_counter()
    {
        BenchRun run = await _bench.ImportAsync(
            Bench.Registration("a@x.io"), Bench.Registration(""), Bench.Purchase("7", "5"), """{"event_name":"registration","event_json":"{broken"}""");
        Assert.Equal(0, run.Code);
        Assert.Equal(
            """{"summary":true,"records":4,"matched":4,"created":1,"updated":0,"unchanged":0,"skipped":0,"goals":1,"rejected":2,"warnings":{"event_json_invalid":1},"seconds":S}""",
            Seconds().Replace(Assert.Single(run.Lines), "\"seconds\":S"));
    }

    [Fact]
    public async Task A_profile_is_listed_with_typed_fields_devices_and_subscriptions()
    {
        await _bench.ImportAsync(Bench.Registration(
            "Anna@x.io", 0, ""","name":"Anna","total":12.50,"visits":12345678901234567,"consent":"1","card":"LC-1","interest":"shoes","seen":"2026-11-22T09:58:16.250Z" """, "75"));
        BenchRun list = await _bench.RunAsync("profiles", "list", "--database", "customers", "--json");
        Assert.Equal(
            """{"id":"0000000000000001","database":"customers","fields":{"email":"Anna@x.io","_fname":"Anna","orders_total":12.50,"visits":12345678901234567,"consent":true,"card":"LC-1","interests":["shoes"],"seen":"2026-11-22T09:58:16.25Z"},"devices":["75"],"subscriptions":[{"resource":"newsletter","channel":"email","provider":null,"address":"Anna@x.io","status":"unconfirmed"}],"createdAt":"2026-11-22T12:00:00Z","updatedAt":"2026-11-22T12:00:00Z"}""",
            Assert.Single(list.Lines));
    }

    [Fact]
    public async Task A_value_that_no_longer_fits_its_type_and_one_that_config_forgot_are_texts()
    {
        await _bench.ImportAsync(Bench.Registration("a@x.io", 0, ""","card":"LC-1","total":7 """));
        _bench.Write("config/databases/customers.json", """{ "fields": [ { "name": "card", "type": "integer" } ] }""");
        _bench.Write("config/integrations/shop-app.json", """{ "source": { "applicationId": 1111, "token": "${env:TOKEN}" } }""");
        BenchRun list = await _bench.RunAsync("profiles", "list", "--json");
        Assert.Equal("""{"email":"a@x.io","card":"LC-1","orders_total":"7"}""", list.Objects[0].GetProperty("fields").GetRawText());
    }

    [Fact]
    public async Task Goals_are_listed_with_their_owner_or_the_device_they_wait_for()
    {
        await _bench.ImportAsync(Bench.Registration("a@x.io", 0, "", "75"), Bench.Purchase("75", "12.50", 1), Bench.Purchase("76", "null", 2));
        BenchRun list = await _bench.RunAsync("goals", "list", "--pixel", "app", "--goal", "purchase", "--json");
        Assert.Equal(
            [
                """{"pixel":"app","goal":"purchase","value":12.50,"at":"2026-11-18T11:07:40Z","profile":"0000000000000001","anonymousId":null,"integration":"shop-app","hook":"purchase"}""",
                """{"pixel":"app","goal":"purchase","value":null,"at":"2026-11-18T11:08:40Z","profile":null,"anonymousId":"76","integration":"shop-app","hook":"purchase"}""",
            ],
            list.Lines);
    }

    [Fact]
    public async Task A_reject_is_listed_whole_and_goes_away_when_the_config_is_cured()
    {
        await _bench.ImportAsync("""{"event_name":"registration", "event_timestamp":"1795000000", "event_json":{"mail":"a@x.io"}}""");
        BenchRun list = await _bench.RunAsync("rejects", "list", "--integration", "shop-app", "--hook", "registration", "--reason", "match_value_empty", "--json");
        Assert.Equal(
            """{"integration":"shop-app","hook":"registration","reason":"match_value_empty","detail":"'event_json.email' is empty, so no profile can be found by it.","record":{"event_name":"registration","event_timestamp":"1795000000","event_json":{"mail":"a@x.io"}},"at":"2026-11-22T12:00:00Z"}""",
            Assert.Single(list.Lines));
        Assert.Empty((await _bench.RunAsync("rejects", "list", "--reason", "invalid_value", "--json")).Lines);

        _bench.Write("config/integrations/shop-app.json", Bench.Shop.Replace("event_json.email", "event_json.mail"));
        BenchRun retry = await _bench.RunAsync("rejects", "retry", "--json");
        Assert.Equal(1, retry.Objects[0].GetProperty("created").GetInt32());
        Assert.Empty((await _bench.RunAsync("rejects", "list", "--json")).Lines);
    }

    [Theory]
    [InlineData("email", "ANNA@x.io")]
    [InlineData("email_profile", " anna@x.io")]
    [InlineData("appmetrica_device_id", "75")]
    [InlineData("card", "LC-1")]
    [InlineData("id", "0000000000000001")]
    public async Task A_profile_is_shown_by_any_of_its_keys_with_its_goals(string by, string value)
    {
        await _bench.ImportAsync(Bench.Registration("Anna@x.io", 0, ""","card":"LC-1" """, "75"), Bench.Purchase("75", "12.50", 1));
        BenchRun json = await _bench.RunAsync("profiles", "show", "--by", by, "--value", value, "--json");
        JsonElement profile = Assert.Single(json.Objects);
        Assert.Equal("updatedAt goals", string.Join(' ', profile.EnumerateObject().Select(member => member.Name).TakeLast(2)));
        Assert.Equal("12.50", profile.GetProperty("goals")[0].GetProperty("value").GetRawText());

        BenchRun card = await _bench.RunAsync("profiles", "show", "--database", "customers", "--by", by, "--value", value);
        Assert.Contains("Profile 0000000000000001 of Customers", card.Out);
        Assert.Contains("purchase", card.Out);
    }

    [Fact]
    public async Task Status_tells_of_every_integration()
    {
        await _bench.ImportAsync(Bench.Registration("a@x.io"), Bench.Registration(""));
        BenchRun run = await _bench.RunAsync("status", "--json");
        Assert.Equal(
            """{"integration":"shop-app","active":true,"schedule":"every 00:10:00","nextFire":"2026-11-22T12:00:00Z","cursors":[],"lastRun":{"kind":"import","status":"done","startedAt":"2026-11-22T12:00:00Z","finishedAt":"2026-11-22T12:00:00Z","records":2,"matched":2,"created":1,"updated":0,"unchanged":0,"skipped":0,"goals":0,"rejected":1,"warnings":{"event_json_invalid":0},"error":null},"rejects":{"match_value_empty":1}}""",
            Assert.Single(run.Lines));
        Assert.Contains("match_value_empty: 1", (await _bench.RunAsync("status")).Out);
    }

    [Theory]
    [InlineData("profiles list")]
    [InlineData("goals list")]
    [InlineData("rejects list")]
    [InlineData("status")]
    [InlineData("validate")]
    [InlineData("test")]
    public async Task What_only_looks_makes_no_store(string line)
    {
        Assert.Equal(0, (await _bench.RunAsync(line.Split(' '))).Code);
        Assert.False(Directory.Exists(Path.GetDirectoryName(_bench.StorePath)));
    }

    [Fact]
    public async Task People_read_a_preview_in_words()
    {
        string file = _bench.Records(
            Bench.Registration("a@x.io", 0, ""","total":100 """),
            """{"event_name":"other"}""",
            """{"event_name":"other"}""",
            Bench.Registration("a@x.io", 1, ""","total":200 """),
            Bench.Registration("", 2));
        BenchRun run = await _bench.RunAsync("preview", "shop-app", "--resource", "events", "--input", file);
        Assert.Contains("registration: would create a profile in customers", run.Out);
        Assert.Contains("orders_total = 100", run.Out);
        Assert.Contains("orders_total: 100 \u2192 200", run.Out);
        Assert.Contains("subscription to newsletter by email: a@x.io, unconfirmed", run.Out);
        Assert.Contains("Records 2 to 3: no hook wants them.", run.Out);
        Assert.Contains("'event_json.email' is empty, so no profile can be found by it. (match_value_empty)", run.Out);
        Assert.EndsWith("5 records, 1 created, 1 updated, 0 unchanged, 0 skipped, 0 goals, 1 rejected. Nothing was written.\n", run.Out);
    }

    [Fact]
    public async Task A_preview_without_a_limit_shows_every_record()
    {
        string file = _bench.Records([.. Enumerable.Range(0, 1_200).Select(i => Bench.Purchase(i.ToString(CultureInfo.InvariantCulture), "5"))]);
        BenchRun run = await _bench.RunAsync("preview", "shop-app", "--resource", "events", "--input", file, "--json");
        Assert.Equal(2_400, run.Lines.Length);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task A_preview_stops_at_its_limit()
    {
        string file = _bench.Records(Bench.Registration("a@x.io"), Bench.Registration("b@x.io"), Bench.Registration("c@x.io"));
        BenchRun run = await _bench.RunAsync("preview", "shop-app", "--resource", "events", "--input", file, "--limit", "2", "--json");
        Assert.Equal(4, run.Lines.Length);
        Assert.Contains("Stopped after 2 records", run.Error);
    }

    public void Dispose() => _bench.Dispose();

    [GeneratedRegex("\"seconds\":[0-9.]+")]
    private static partial Regex Seconds();
}
