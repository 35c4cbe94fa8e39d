using System.Text.Json;
using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Testing;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Tests.Commands;

public sealed class HookTestRunnerTests
{
    private static readonly Integration Shop = Some.Integration(
        Some.Import("registration", Some.Event("registration"), map: [Some.Map("event_json.name", "_fname", ignoreEmpty: true)]),
        Some.Goal("purchase", Some.Event("purchase"), value: Some.From("event_json.total")));

    [Fact]
    public async Task Only_what_is_named_is_compared()
    {
        Assert.Null(await RunAsync("""{"event_name":"registration","event_json":{"email":"a@x.io","name":"Anna"}}""", """{"hook":"registration","changes":{"_fname":"Anna"}}"""));
        Assert.Null(await RunAsync("""{"event_name":"purchase","event_json":{"total":12.50}}""", """{"goal":{"value":12.5}}"""));
        Assert.Null(await RunAsync("""{"event_name":"purchase"}""", """{"hook":"registration","outcome":"filtered","changes":null}"""));
    }

    [Fact]
    public async Task What_differs_is_named_with_both_values() => Assert.Equal(
        "changes._fname: expected \"Bob\", got \"Anna\"",
        await RunAsync("""{"event_name":"registration","event_json":{"email":"a@x.io","name":"Anna"}}""", """{"hook":"registration","changes":{"_fname":"Bob"}}"""));

    [Fact]
    public async Task A_reject_that_was_not_expected_tells_its_reason() => Assert.Equal(
        "outcome: expected \"create\", got \"reject\" (match_value_empty: 'event_json.email' is empty, so no profile can be found by it.)",
        await RunAsync("""{"event_name":"registration"}""", """{"hook":"registration","outcome":"create"}"""));

    [Fact]
    public async Task Records_given_before_are_seen_and_not_compared()
    {
        const string Before = """{"event_name":"registration","event_timestamp":1795000000,"event_json":{"email":"a@x.io"}}""";
        const string Record = """{"event_name":"registration","event_timestamp":1795000060,"event_json":{"email":"a@x.io","name":"Anna"}}""";
        Assert.Null(await RunAsync(Record, """{"hook":"registration","outcome":"update"}""", Before));
    }

    [Fact]
    public async Task A_given_record_that_was_rejected_is_blamed()
    {
        string? difference = await RunAsync(
            """{"event_name":"registration","event_json":{"email":"a@x.io"}}""", """{"hook":"registration","outcome":"update"}""", """{"event_name":"registration"}""");
        Assert.Contains("given record 1 was rejected by registration: 'event_json.email' is empty", difference);
    }

    [Fact]
    public async Task A_hook_that_is_not_there_is_named_with_the_nearest() => Assert.Equal(
        "there is no hook 'purchas' on events. Did you mean 'purchase'?",
        await RunAsync("""{"event_name":"purchase"}""", """{"hook":"purchas"}"""));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0,"b":2}""", true)]
    [InlineData("""{"a":100}""", """{"a":1e2}""", true)]
    [InlineData("""{"a":"1"}""", """{"a":1}""", false)]
    [InlineData("""{"a":[1,{"b":2}]}""", """{"a":[1,{"b":2,"c":3}]}""", true)]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", false)]
    [InlineData("""{"a":null}""", """{"a":null}""", true)]
    [InlineData("""{"a":null}""", """{}""", false)]
    [InlineData("""{"a":true}""", """{"a":false}""", false)]
    public void A_subset_is_one_by_value(string expected, string actual, bool fits) => Assert.Equal(
        fits,
        JsonSubset.Difference(JsonSerializer.Deserialize<JsonElement>(expected), JsonSerializer.Deserialize<JsonElement>(actual)) is null);

    private static Task<string?> RunAsync(string record, string expect, params string[] given) =>
        new HookTestRunner(new ExportDecoder(), TimeProvider.System)
            .RunAsync(Shop, new HookTest("a test", LogResource.Events, [.. given], record, expect, 1), CancellationToken.None);
}
