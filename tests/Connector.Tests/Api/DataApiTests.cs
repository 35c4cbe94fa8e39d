using System.Text.Json;
using Connector.Core.Access;
using Connector.Tests.Commands;

namespace Connector.Tests.Api;

/// <summary>Profiles, goals, rejects.</summary>
public sealed class DataApiTests : IAsyncLifetime
{
    private ApiBench _api = null!;

    public async Task InitializeAsync() => _api = await ApiBench.StartAsync(
        null,
        Bench.Registration("anna@x.io", 0, ",\"name\":\"Anna\",\"total\":10.50,\"card\":\"C-1\"", "101"),
        Bench.Registration("ben@x.io", 1, device: "102"),
        Bench.Registration("cleo@x.io", 2),
        Bench.Purchase("101", "12.50", 3),
        Bench.Purchase("101", "0.10", 4),
        Bench.Purchase("999", "7", 60 * 24 * 3),
        Bench.Registration("nobody", 5),
        Bench.Registration("none", 6));

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Profiles_goals_and_rejects_are_what_the_commands_print()
    {
        Assert.Equal((await _api.Files.RunAsync("profiles", "list", "--json")).Lines, (await ListAsync("profiles")).Select(one => one.GetRawText()));
        Assert.Equal((await _api.Files.RunAsync("goals", "list", "--json")).Lines, (await ListAsync("goals")).Select(one => one.GetRawText()));
        Assert.Equal(
            (await _api.Files.RunAsync("rejects", "list", "--json")).Lines,
            (await ListAsync("rejects")).Select(one => one.GetRawText().Replace($"\"id\":{one.GetProperty("id")},", "", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("profiles", 3)]
    [InlineData("profiles?database=customers", 3)]
    [InlineData("goals", 3)]
    [InlineData("goals?order=newest", 3)]
    [InlineData("rejects", 2)]
    [InlineData("rejects?order=newest", 2)]
    [InlineData("integrations", 1)]
    [InlineData("runs", 1)]
    [InlineData("tokens", 3)]
    [InlineData("audit", 3)]
    public async Task Pages_of_one_fit_together_to_the_whole_list(string list, int count)
    {
        string path = $"/api/v1/{list}{(list.Contains('?') ? "&" : "?")}limit=";
        ApiAnswer whole = await _api.GetAsync(path + 500, Role.Admin);
        Assert.Equal(count, whole.Is(200).Items.Length);
        Assert.Null(whole.Next);
        var found = new List<string>();
        string? next = "";
        while (next is not null)
        {
            ApiAnswer page = await _api.GetAsync(path + 1 + (next.Length == 0 ? "" : "&after=" + next), Role.Admin);
            found.Add(Assert.Single(page.Is(200).Items).GetRawText().Split("\"lagSeconds\"")[0]);
            next = page.Next;
        }

        Assert.Equal(whole.Items.Select(item => item.GetRawText().Split("\"lagSeconds\"")[0]), found);
    }

    [Theory]
    [InlineData("by=email&value=ANNA%40x.io", 1)]
    [InlineData("by=email_profile&value=anna%40x.io&database=customers", 1)]
    [InlineData("by=appmetrica_device_id&value=102", 1)]
    [InlineData("by=card&value=C-1", 1)]
    [InlineData("by=card&value=C-2", 0)]
    [InlineData("by=id&value=0000000000000001", 1)]
    [InlineData("by=id&value=17", 0)]
    public async Task A_profile_is_found_by_any_of_its_keys(string query, int count) =>
        Assert.Equal(count, (await _api.GetAsync("/api/v1/profiles?" + query)).Is(200).Items.Length);

    [Fact]
    public async Task A_profile_is_shown_with_its_goals()
    {
        JsonElement profile = (await ListAsync("profiles"))[0];
        ApiAnswer answer = await _api.GetAsync("/api/v1/profiles/" + profile.GetProperty("id").GetString());
        Assert.Equal(["12.50", "0.10"], answer.Is(200).Json.GetProperty("goals").EnumerateArray().Select(goal => goal.GetProperty("value").GetRawText()));
        Assert.False(answer.Json.GetProperty("moreGoals").GetBoolean());
    }

    [Fact]
    public async Task An_erased_profile_is_gone_and_the_audit_names_it_by_id_alone()
    {
        string id = (await ListAsync("profiles"))[0].GetProperty("id").GetString()!;
        ApiAnswer answer = await _api.SendAsync(HttpMethod.Delete, "/api/v1/profiles/" + id, Role.Admin);
        Assert.Equal(2, answer.Is(200).Json.GetProperty("goals").GetInt64());
        (await _api.GetAsync("/api/v1/profiles/" + id)).Is(404);
        (await _api.SendAsync(HttpMethod.Delete, "/api/v1/profiles/" + id, Role.Admin)).Is(404);
        Assert.Empty((await _api.GetAsync("/api/v1/profiles?by=email&value=anna%40x.io")).Items);
        Assert.All((await _api.GetAsync("/api/v1/goals?pixel=app")).Items, goal => Assert.Null(goal.GetProperty("profile").GetString()));
        JsonElement entry = (await _api.GetAsync("/api/v1/audit", Role.Admin)).Items[0];
        Assert.Equal(("profile.erase", "the-admin", id), (entry.GetProperty("action").GetString(), entry.GetProperty("actor").GetString(), entry.GetProperty("subject").GetString()));
        Assert.DoesNotContain("anna", entry.GetRawText());
    }

    [Fact]
    public async Task Goals_are_filtered_and_their_times_take_any_offset()
    {
        string profile = (await ListAsync("profiles"))[0].GetProperty("id").GetString()!;
        Assert.Equal(2, (await _api.GetAsync("/api/v1/goals?profile=" + profile)).Items.Length);
        Assert.Empty((await _api.GetAsync("/api/v1/goals?goal=other")).Items);
        Assert.Empty((await _api.GetAsync("/api/v1/goals?integration=other")).Items);
        string at = (await ListAsync("goals"))[1].GetProperty("at").GetString()!;
        string moscow = DateTimeOffset.Parse(at).ToOffset(TimeSpan.FromHours(3)).ToString("yyyy-MM-ddTHH:mm:sszzz");
        Assert.Equal(2, (await _api.GetAsync("/api/v1/goals?from=" + at)).Items.Length);
        Assert.Equal(2, (await _api.GetAsync("/api/v1/goals?from=" + moscow)).Items.Length);
        Assert.Single((await _api.GetAsync("/api/v1/goals?to=" + Uri.EscapeDataString(moscow))).Items);
    }

    [Fact]
    public async Task A_series_has_every_step_and_exact_sums()
    {
        ApiAnswer answer = await _api.GetAsync("/api/v1/goals/series?pixel=app&goal=purchase&step=day");
        Assert.Equal("day", answer.Is(200).Json.GetProperty("step").GetString());
        Assert.Equal(["12.60", "0", "0", "7"], answer.Items.Select(point => point.GetProperty("sum").GetRawText()));
        Assert.Equal([2, 0, 0, 1], answer.Items.Select(point => point.GetProperty("count").GetInt32()));
        Assert.Empty((await _api.GetAsync("/api/v1/goals/series?pixel=none")).Items);
    }

    [Fact]
    public async Task Rejects_are_filtered_and_tried_again()
    {
        Assert.Equal(2, (await _api.GetAsync("/api/v1/rejects?reason=invalid_value&hook=registration&integration=shop-app")).Items.Length);
        Assert.Empty((await _api.GetAsync("/api/v1/rejects?reason=other")).Items);
        ApiAnswer answer = await _api.PostAsync("/api/v1/rejects/retry", """{ "integration": "shop-app" }""");
        Assert.Equal((2, 2), (answer.Is(200).Json.GetProperty("records").GetInt32(), answer.Json.GetProperty("rejected").GetInt32()));
        Assert.Equal(404, (await _api.PostAsync("/api/v1/rejects/retry", """{ "integration": "shop" }""")).Status);
        JsonElement entry = (await _api.GetAsync("/api/v1/audit", Role.Admin)).Items[0];
        Assert.Equal(("rejects.retry", "2 tried, 2 rejected again"), (entry.GetProperty("action").GetString(), entry.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_token_is_made_used_listed_and_revoked()
    {
        ApiAnswer made = await _api.PostAsync("/api/v1/tokens", """{ "name": "reports", "role": "viewer" }""", Role.Admin);
        string text = made.Is(201).Json.GetProperty("token").GetString()!;
        long id = made.Json.GetProperty("id").GetInt64();
        (string, string) header = ("Authorization", "Bearer " + text);
        (await _api.SendAsync(HttpMethod.Get, "/api/v1/runs", null, null, header)).Is(200);
        Assert.Equal("conflict", (await _api.PostAsync("/api/v1/tokens", """{ "name": "reports", "role": "admin" }""", Role.Admin)).Is(409).Problem);
        ApiAnswer list = await _api.GetAsync("/api/v1/tokens", Role.Admin);
        Assert.DoesNotContain(text, list.Text);
        (await _api.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", Role.Admin)).Is(204);
        (await _api.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", Role.Admin)).Is(204);
        (await _api.SendAsync(HttpMethod.Get, "/api/v1/runs", null, null, header)).Is(401);
        (await _api.PostAsync("/api/v1/tokens", """{ "name": "reports", "role": "viewer" }""", Role.Admin)).Is(201);
        Assert.Equal(["token.create", "token.revoke", "token.create"], (await _api.GetAsync("/api/v1/audit?limit=3", Role.Admin)).Items.Select(entry => entry.GetProperty("action").GetString()));
    }

    [Theory]
    [InlineData("""{ "name": "cli", "role": "viewer" }""")]
    [InlineData("""{ "name": "", "role": "viewer" }""")]
    [InlineData("""{ "name": "a b", "role": "viewer" }""")]
    [InlineData("""{ "name": "ok", "role": "root" }""")]
    public async Task A_token_needs_a_name_and_a_role(string body) => Assert.Equal("bad-body", (await _api.PostAsync("/api/v1/tokens", body, Role.Admin)).Is(400).Problem);

    private async Task<JsonElement[]> ListAsync(string list) => (await _api.GetAsync("/api/v1/" + list)).Is(200).Items;
}
