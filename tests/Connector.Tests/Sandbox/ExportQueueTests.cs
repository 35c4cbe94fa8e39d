using System.Net;
using System.Text.Json;
using Connector.Sandbox;

namespace Connector.Tests.Sandbox;

public sealed class ExportQueueTests : SandboxTest
{
    private const string Added = "Your query is added to the queue.";
    private const string Moved = "Your query is moved to the end of the queue due to provided Cache-Control restriction.";

    protected override SandboxOptions Options => base.Options with { Preparation = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task Export_is_queued_then_made_then_served_by_the_same_url()
    {
        Assert.Equal((HttpStatusCode.Accepted, Added), await AskAsync(1));
        Time.Pass(TimeSpan.FromSeconds(4));
        Assert.Equal((HttpStatusCode.Accepted, "Wait for result. Progress is 40%."), await AskAsync(1));
        Time.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(1)).Code);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(1)).Code);
    }

    [Fact]
    public async Task Another_spelling_of_the_same_parameters_is_another_export()
    {
        await AskAsync(1);
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(Added, (await GetAsync(Events($"{Day}&fields=event_name&limit=1"))).Text);
    }

    [Fact]
    public async Task File_stays_for_a_day()
    {
        await AskAsync(1);
        Time.Pass(TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(1)).Code);
        Time.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal((HttpStatusCode.Accepted, Added), await AskAsync(1));
    }

    [Fact]
    public async Task Exports_of_one_application_are_made_one_after_another()
    {
        await AskAsync(1);
        await AskAsync(2);
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(1)).Code);
        Assert.Equal("Wait for result. Progress is 0%.", (await AskAsync(2)).Text);
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(2)).Code);
    }

    [Fact]
    public async Task Fourth_export_in_the_queue_is_refused_while_another_application_has_its_own_places()
    {
        await AskAsync(1);
        await AskAsync(2);
        await AskAsync(3);
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "There are already 3 enqueued queries for given application_id. Wait until they are completed."),
            await AskAsync(4));
        Assert.Equal(HttpStatusCode.Accepted, (await GetAsync($"/logs/v1/export/events.json?application_id=2222&fields=event_name&{Day}")).Code);
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((HttpStatusCode.Accepted, Added), await AskAsync(4));
    }

    [Fact]
    public async Task No_cache_has_a_new_file_made()
    {
        await AskAsync(1);
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((HttpStatusCode.Accepted, Added), await AskAsync(1, "no-cache"));
        Time.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal("Wait for result. Progress is 90%.", (await AskAsync(1)).Text);
    }

    [Fact]
    public async Task No_cache_on_a_poll_starts_the_wait_over_behind_the_others()
    {
        await AskAsync(1);
        await AskAsync(2);
        Time.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal((HttpStatusCode.Accepted, Moved), await AskAsync(1, "no-cache"));
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(2)).Code);
        Assert.Equal("Wait for result. Progress is 0%.", (await AskAsync(1)).Text);
    }

    [Fact]
    public async Task Max_age_takes_a_file_that_is_young_enough()
    {
        await AskAsync(1);
        Time.Pass(TimeSpan.FromSeconds(40));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(1, "max-age=30")).Code);
        Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.Accepted, Added), await AskAsync(1, "max-age=30"));
        Time.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("Wait for result. Progress is 50%.", (await AskAsync(1, "max-age=30")).Text);
        Assert.Equal(Moved, (await AskAsync(1, "max-age=4")).Text);
    }

    [Fact]
    public async Task Polls_can_be_asked_for_in_number()
    {
        await RestartAsync(Options with { Preparation = TimeSpan.Zero, Polls = 2 });
        Assert.Equal(Added, (await AskAsync(1)).Text);
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(1)).Code);
        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(1)).Code);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(1)).Code);
    }

    [Fact]
    public async Task Active_queries_show_what_waits_and_what_is_made()
    {
        await AskAsync(1);
        await GetAsync(Events($"fields=install_datetime&{Day}", "csv", "installations"));
        Time.Pass(TimeSpan.FromSeconds(5));
        JsonElement[] active = await ActiveAsync();
        Assert.Equal(2, active.Length);
        JsonElement first = active[0];
        Assert.Equal(1111, first.GetProperty("application_id").GetInt64());
        Assert.Equal("2026-11-20 15:00:00", first.GetProperty("create_time").GetString());
        Assert.Equal((2, 1, 1), (first.GetProperty("entity").GetInt32(), first.GetProperty("output_format").GetInt32(), first.GetProperty("status").GetInt32()));
        Assert.Equal($"application_id=1111&fields=event_name&limit=1&{Day}", first.GetProperty("query").GetString());
        Assert.Equal(0.5, first.GetProperty("total_progress").GetDouble());
        Assert.Equal(0, first.GetProperty("total_rows_loaded").GetInt64());
        Assert.Equal(0, first.GetProperty("shards_unavailable").GetInt32());
        Assert.All(first.GetProperty("request_id").GetString()!, digit => Assert.True(char.IsAsciiDigit(digit)));
        JsonElement second = active[1];
        Assert.Equal((1, 0, 0), (second.GetProperty("entity").GetInt32(), second.GetProperty("output_format").GetInt32(), second.GetProperty("status").GetInt32()));

        Time.Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(await ActiveAsync());
    }

    [Fact]
    public async Task Waiting_export_can_be_cancelled_and_a_made_one_cannot()
    {
        await AskAsync(1);
        await AskAsync(2);
        JsonElement[] active = await ActiveAsync();
        Assert.Equal("""{"message":"Request cancellation has been scheduled."}""", await CancelAsync(active[0]));
        Assert.Single(await ActiveAsync());
        Assert.Equal((HttpStatusCode.Accepted, Added), await AskAsync(1));
        Time.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(2)).Code);
        Assert.Equal("""{"message":"The request has already been completed and cannot be canceled."}""", await CancelAsync(active[1]));
    }

    private async Task<(HttpStatusCode Code, string Text)> AskAsync(int limit, string cache = "")
    {
        Answer answer = await GetAsync(Events($"fields=event_name&limit={limit}&{Day}"), ("Cache-Control", cache));
        Assert.Equal(answer.Code == HttpStatusCode.OK ? "application/json" : "text/plain", answer.Type);
        return (answer.Code, answer.Text);
    }

    private async Task<JsonElement[]> ActiveAsync()
    {
        using var body = JsonDocument.Parse(await Client.GetStringAsync("/logs/v1/export/get_active_queries?application_id=1111"));
        return [.. body.RootElement.EnumerateArray().Select(row => row.Clone())];
    }

    private async Task<string> CancelAsync(JsonElement row)
    {
        using HttpResponseMessage response = await Client.PostAsync(
            $"/logs/v1/export/{row.GetProperty("request_id").GetString()}/cancel?application_id=1111", content: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
