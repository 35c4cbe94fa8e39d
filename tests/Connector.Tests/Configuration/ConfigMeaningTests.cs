using Connector.Configuration;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Records;

namespace Connector.Tests.Configuration;

/// <summary>What the settings become.</summary>
public sealed class ConfigMeaningTests : IDisposable
{
    private readonly TemporaryConfig _config = new();

    public void Dispose() => _config.Dispose();

    [Theory]
    [InlineData("1.10")]
    [InlineData("12345678901234567890123456789012345678901234567890")]
    [InlineData("-0.000")]
    [InlineData("1e400")]
    [InlineData("true")]
    public void Constants_keep_the_characters_that_were_written(string written)
    {
        var hook = (ImportProfileHook)Hook($$"""{ "action": "import_profile", "database": "customers", "match": { "by": "appmetrica_device_id" }, "map": [{ "value": {{written}}, "to": "_city" }], """);
        Assert.Equal(new Operand.Constant(written), hook.Map[0].Source);
    }

    [Theory]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T09:58:16Z")]
    [InlineData("")]
    public void Texts_that_look_like_dates_stay_texts(string written)
    {
        var hook = (ImportProfileHook)Hook($$"""{ "action": "import_profile", "database": "customers", "match": { "by": "appmetrica_device_id" }, "map": [{ "value": "{{written}}", "to": "_city" }], """);
        Assert.Equal(new Operand.Constant(written), hook.Map[0].Source);
    }

    [Fact]
    public void Filter_is_built_as_it_is_nested()
    {
        Filter filter = Filter("""
            { "any": [
                { "not": { "all": [{ "field": "event_name", "like": "a\\*", "caseSensitive": true }] } },
                { "field": "event_json.items[0].sku", "in": ["", 5, 1.10, false], "exists": false, "notLike": "", "gt": 1, "gte": "2", "lt": 3.0, "lte": -4 }
            ] }
            """);
        var any = Assert.IsType<Filter.Any>(filter);
        var all = Assert.IsType<Filter.All>(Assert.IsType<Filter.Not>(any.Parts[0]).Part);
        var like = Assert.IsType<Filter.Rule>(all.Parts[0]);
        Assert.True(like.CaseSensitive);
        Assert.Equal([new Condition.Like(@"a\*", Negated: false)], like.Conditions.AsEnumerable());
        var rule = Assert.IsType<Filter.Rule>(any.Parts[1]);
        Assert.Equal([new PathStep("items"), new PathStep(0), new PathStep("sku")], rule.Field.Steps.AsEnumerable());
        Assert.Equal(["", "5", "1.10", "false"], rule.Conditions.OfType<Condition.In>().Single().Values.AsEnumerable());
        Assert.Contains(new Condition.Exists(Wanted: false), rule.Conditions);
        Assert.Contains(new Condition.Like("", Negated: true), rule.Conditions);
        Assert.Equal(
            [
                new Condition.Compare(Comparison.Greater, "1"),
                new Condition.Compare(Comparison.GreaterOrEqual, "2"),
                new Condition.Compare(Comparison.Less, "3.0"),
                new Condition.Compare(Comparison.LessOrEqual, "-4"),
            ],
            rule.Conditions.OfType<Condition.Compare>());
    }

    [Fact]
    public void Path_of_ten_levels_is_read() =>
        Assert.Equal(10, Assert.IsType<Filter.Rule>(Filter("""{ "field": "event_json.1.2.3.4.5.6.7.8[0].10", "exists": true }""")).Field.Steps.Length);

    [Fact]
    public void Attributes_of_profiles_need_not_be_documented()
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration
            .Replace("\"events\"", "\"profiles_v2\"", StringComparison.Ordinal)
            .Replace("\"action\"", "\"filter\": { \"field\": \"Favourite colour\", \"like\": \"red\" }, \"action\"", StringComparison.Ordinal));
        Assert.Empty(_config.Load().Problems);
    }

    [Theory]
    [InlineData("\"start\": \"2026-11-01\"", "", "2026-11-01T00:00:00+00:00")]
    [InlineData("\"start\": \"2026-11-01\"", "Asia/Tokyo", "2026-11-01T00:00:00+09:00")]
    [InlineData("\"start\": \"2026-11-01\", \"timeZone\": \"Europe/Moscow\"", "Asia/Tokyo", "2026-11-01T00:00:00+03:00")]
    [InlineData("\"start\": \"2026-11-01T06:30:00\"", "Asia/Tokyo", "2026-11-01T06:30:00+09:00")]
    [InlineData("\"start\": \"2026-11-01 06:30:00\"", "", "2026-11-01T06:30:00+00:00")]
    [InlineData("\"start\": \"2026-11-01T06:30:00Z\"", "Asia/Tokyo", "2026-11-01T06:30:00+00:00")]
    [InlineData("\"start\": \"2026-11-01T06:30:00-05:00\"", "Asia/Tokyo", "2026-11-01T06:30:00-05:00")]
    public void Start_is_read_in_the_schedules_zone_else_the_sources_else_utc(string schedule, string sourceZone, string start)
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace(
            "}\" },", $"}}\"{(sourceZone.Length == 0 ? "" : $", \"timeZone\": \"{sourceZone}\"")} }}, \"schedule\": {{ {schedule} }},", StringComparison.Ordinal));
        Assert.Equal(start, _config.Load().Catalog!.Integrations["shop"].Schedule.Start!.Value.ToString("yyyy-MM-ddTHH:mm:sszzz"));
    }

    [Theory]
    [InlineData("00:10:00", "00:10:00")]
    [InlineData("1.02:03:04", "1.02:03:04")]
    [InlineData("00:00:01.5", "00:00:01.5000000")]
    public void Time_spans_may_have_days_and_parts_of_a_second(string written, string read)
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace("\"hooks\"", $"\"schedule\": {{ \"every\": \"{written}\" }}, \"hooks\"", StringComparison.Ordinal));
        Assert.Equal(TimeSpan.Parse(read), _config.Load().Catalog!.Integrations["shop"].Schedule.Every);
    }

    [Fact]
    public void Naming_a_default_field_changes_only_what_is_said_of_it()
    {
        _config.Write("databases/customers.json", """
            { "fields": [
              { "name": "_bdate", "required": true },
              { "name": "_sex", "type": "enum", "values": ["male", "female"] },
              { "name": "phones", "matchable": true },
              { "name": "_regdate", "type": "date" } ] }
            """);
        Database customers = _config.Load().Catalog!.Databases["customers"];
        Assert.Equal(DefaultFields.All.Select(field => field.Name), customers.Fields.Select(field => field.Name));
        Assert.Equal((FieldType.Date, true), (customers.Find("_bdate")!.Type, customers.Find("_bdate")!.Required));
        Assert.Equal((FieldType.Enum, 2), (customers.Find("_sex")!.Type, customers.Find("_sex")!.Values.Length));
        Assert.Equal((FieldType.PhoneList, true), (customers.Find("phones")!.Type, customers.Find("phones")!.Matchable));
        Assert.Equal(FieldType.Date, customers.Find("_regdate")!.Type);
        Assert.True(customers.Find("email")!.Required);
    }

    [Fact]
    public void Hashes_are_made_as_the_database_says_and_by_default_as_most_systems_want_them()
    {
        Assert.Equal(ContactHashes.Default, _config.Load().Catalog!.Databases["customers"].Hashes);
        _config.Write("databases/customers.json", """
            { "hashes": { "email": { "algorithm": "md5", "form": "as_given" }, "phone": { "encoding": "base64", "form": "national" } },
              "fields": [ { "name": "h", "type": "hashed_phone" } ] }
            """);
        Database customers = _config.Load().Catalog!.Databases["customers"];
        Assert.Equal(
            new ContactHashes(new HashFormat(HashKind.Md5, HashEncoding.Hex), EmailForm.AsGiven, new HashFormat(HashKind.Sha256, HashEncoding.Base64), PhoneForm.National),
            customers.Hashes);
        Assert.Equal(FieldType.HashedPhone, customers.Find("h")!.Type);
    }

    [Fact]
    public void Tests_are_kept_as_compact_json_with_their_line()
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace("\"hooks\"", """
            "tests": [
              { "name": "t", "resource": "events",
                "given": [ { "event_name": "a" }, {} ],
                "record": { /* why */ "event_name": "Ж\n", "event_json": { "n": 1.10, "l": [ true, null, [] ], }, },
                "expect": { "hook": "view", "goal": null } },
            ],
            "hooks"
            """, StringComparison.Ordinal));
        HookTest test = Assert.Single(_config.Load().Catalog!.Integrations["shop"].Tests);
        Assert.Equal(("t", LogResource.Events, 4), (test.Name, test.Resource, test.Line));
        Assert.Equal(["""{"event_name":"a"}""", "{}"], test.Given.AsEnumerable());
        Assert.Equal("""{"event_name":"Ж\n","event_json":{"n":1.10,"l":[true,null,[]]}}""", test.Record);
        Assert.Equal("""{"hook":"view","goal":null}""", test.Expect);
    }

    [Theory]
    [InlineData("""{ "action": "import_profile", "database": "customers", "match": { "by": "appmetrica_device_id" }, """, "required-field-unmapped")]
    [InlineData("""{ "action": "import_profile", "database": "customers", "mode": "update_only", "match": { "by": "appmetrica_device_id" }, """, null)]
    [InlineData("""{ "action": "import_profile", "database": "customers", "match": { "by": "email", "from": "city" }, """, null)]
    public void Hook_that_leaves_out_a_required_field_is_warned_of(string hook, string? code)
    {
        _config.Write("databases/customers.json", "{}");
        Hook(hook);
        Assert.Equal(code, _config.Load().Problems.SingleOrDefault()?.Code);
    }

    [Theory]
    [InlineData("http://api.example.com", "token-unprotected")]
    [InlineData("http://127.0.0.1:8080", null)]
    public void Address_without_https_is_warned_of(string url, string? code)
    {
        _config.Write("integrations/shop.json", TemporaryConfig.Integration.Replace("\"token\"", $"\"baseUrl\": \"{url}\", \"token\"", StringComparison.Ordinal));
        Assert.Equal(code, _config.Load().Problems.SingleOrDefault()?.Code);
    }

    private Filter Filter(string filter) => Hook($$"""{ "filter": {{filter}}, "action": "register_goal", "pixel": "app", "goal": { "value": "a" }, """).Filter!;

    private Hook Hook(string beginning)
    {
        _config.Write("integrations/shop.json", $$"""
            { "source": { "applicationId": 1, "token": "${env:TOKEN}" },
              "hooks": [{{beginning}} "name": "h", "resource": "events" }] }
            """);
        ConfigResult result = _config.Load();
        Assert.DoesNotContain(result.Problems, problem => problem.Severity == Severity.Error);
        return result.Catalog!.Integrations["shop"].Hooks[0];
    }
}
