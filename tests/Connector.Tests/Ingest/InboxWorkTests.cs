using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Tests.Ingest;

public sealed class InboxWorkTests
{
    [Fact]
    public async Task Attributes_go_to_their_fields_without_any_mapping()
    {
        await using IngestLab lab = await IngestLab.StartAsync(zone: "Asia/Tehran");
        await lab.ApplyAsync(IngestLab.Request("r.akbari", IngestLab.User("1", """
            ,"firstName":"Reza","lastName":"Akbari","phoneNumber":"+989121122333","email":"reza@gmail.com","country":"Iran","city":"Tehran",
            "region":"Vanak","gender":"Male","birthday":733865400000,"customAttributes":{"level":7,"born":"1993-04-04T00:00:00.000Z","job":"developer"}
            """)));

        ProfileState profile = Assert.Single(await ProfilesAsync(lab));
        Assert.Equal(
            "_bdate=1993-04-04 _city=Tehran _country=Iran _fname=Reza _lname=Akbari _region=Vanak _sex=Male born=1993-04-04T00:00:00Z email=reza@gmail.com level=7 user_id=r.akbari",
            Fields(profile));
    }

    [Theory]
    [InlineData("aa8a6b1226018606fb52fd4fb5e6f407d7a610c996250306acf156a247c08e26", "b278d0522f375dd610068d501d07fcf6bd2b825d4efa14b0f0df635d0ec81bf8")]
    [InlineData("qoprEiYBhgb7Uv1Pteb0B9emEMmWJQMGrPFWokfAjiY=", "0098-912-112-2333")]
    [InlineData("A@X.io", "+98 912 112 2333")]
    public async Task Hashes_are_kept_and_clear_contacts_in_their_place_are_hashed(string email, string phone)
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("1", $$""","hashedEmail":"{{email}}","hashedPhoneNumber":"{{phone}}" """)));
        Dictionary<string, FieldState> fields = Assert.Single(await ProfilesAsync(lab)).Fields.ToDictionary(StringComparer.Ordinal);
        Assert.Equal("aa8a6b1226018606fb52fd4fb5e6f407d7a610c996250306acf156a247c08e26", fields["_hashed_email"].Visible());
        Assert.Equal("b278d0522f375dd610068d501d07fcf6bd2b825d4efa14b0f0df635d0ec81bf8", fields["_hashed_phone"].Visible());
        Assert.DoesNotContain("email", fields.Keys);
        Assert.DoesNotContain("phones", fields.Keys);
    }

    [Fact]
    public async Task What_is_neither_a_hash_nor_a_contact_is_a_reject()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("1", ""","hashedEmail":"hashed value of email" """)));
        Assert.Empty(await ProfilesAsync(lab));
        Assert.Equal(1, (await lab.CountsAsync()).Rejected);
    }

    [Theory]
    [InlineData("1680000000000")]
    [InlineData("1680000000")]
    [InlineData("\"1680000000000\"")]
    [InlineData("\"1680000000\"")]
    public async Task All_forms_of_a_time_are_one_moment(string time)
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("1"), $$"""{"type":"revenue","id":"2","time":{{time}},"revenue":1.50,"currency":"IRR"}"""));
        Assert.Equal(["IRR 1.50 at 10:40:00"], (await lab.Lab.GoalsAsync(withProfiles: false)).Select(line => line[..20]));
    }

    [Fact]
    public async Task Some_messages_are_kept_for_previews_seldom_and_soon()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        IRecordSamples samples = lab.Lab.Store.Samples;
        using var work = new InboxWork(lab.Lab.Store, lab.Lab.Store.Queries, lab.Lab.Store.Progress, lab.Time, samples);
        async Task ApplyAsync(string body) => await work.ApplyAsync(lab.Catalog, "inbox", new InboxPage([lab.Kept(body)], 1000), default);
        await ApplyAsync(IngestLab.Request("a", IngestLab.User("1"), IngestLab.Action("2")));
        Assert.NotNull(work.SamplesPause);
        await work.KeepSamplesAsync(default);
        Assert.Null(work.SamplesPause);
        Assert.Contains("\"customUserId\":\"a\"", Assert.Single(await samples.LastAsync("shop-app", "user", 10, default)), StringComparison.Ordinal);
        Assert.Single(await samples.LastAsync("shop-app", "action", 10, default));

        await ApplyAsync(IngestLab.Request("a", IngestLab.User("3")));
        await work.KeepSamplesAsync(default);
        Assert.Single(await samples.LastAsync("shop-app", "user", 10, default));
        lab.Time.Advance(work.SamplesPause!.Value);
        await work.KeepSamplesAsync(default);
        Assert.Equal(["3", "1"], (await samples.LastAsync("shop-app", "user", 10, default)).Select(text => JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Later_attributes_win_whenever_they_come()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(
            IngestLab.Request("a", IngestLab.User("2", ""","firstName":"New" """, "1690000000000")),
            IngestLab.Request("a", IngestLab.User("1", ""","firstName":"Old","lastName":"Kept" """, "1680000000")));
        Assert.Equal("_fname=New _lname=Kept user_id=a", Fields(Assert.Single(await ProfilesAsync(lab))));
    }

    [Fact]
    public async Task An_id_counts_once_in_a_page_over_pages_and_over_processes()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("1"), IngestLab.Action("2"), IngestLab.Action("2", "other")));
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.Action("2"), IngestLab.Action("\\u0032"), IngestLab.Action("3")));
        using var restarted = new InboxWork(lab.Lab.Store, lab.Lab.Store.Queries, lab.Lab.Store.Progress, lab.Time);
        await restarted.ApplyAsync(lab.Catalog, "inbox", new InboxPage([lab.Kept(IngestLab.Request("b", IngestLab.Action("3")))], 1000), default);

        Assert.Equal(2, (await lab.Lab.GoalsAsync()).Length);
        RunCounts counts = await lab.CountsAsync();
        Assert.Equal((7, 2, 1, 4), (counts.Records, counts.Goals, counts.Created, counts.Warnings["message_duplicate"]));
    }

    [Fact]
    public async Task A_page_that_was_committed_and_comes_again_changes_nothing_not_even_a_counter()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        KeptRequest[] page = [lab.Kept(IngestLab.Request("a", IngestLab.User("1"), IngestLab.Action("2"))), lab.Kept(IngestLab.Request("b", IngestLab.Action("3")))];
        await lab.ApplyAsync(page);
        RunCounts before = await lab.CountsAsync();

        await lab.ApplyAsync(page);

        Assert.Equal(before with { Warnings = RunCounts.Zero.Warnings }, (await lab.CountsAsync()) with { Warnings = RunCounts.Zero.Warnings });
        Assert.Equal(before.Warnings, (await lab.CountsAsync()).Warnings);
        await lab.ApplyAsync(IngestLab.Request("b", IngestLab.User("4")));
        Assert.Equal(2, (await lab.Lab.GoalsAsync()).Length);
    }

    [Fact]
    public async Task Any_order_of_a_users_messages_ends_the_same()
    {
        string[] requests =
        [
            IngestLab.Request("a", IngestLab.User("1", ""","firstName":"Anna" """)),
            IngestLab.Request("a", IngestLab.Action("2")),
            """{"customUserId":"a","metrixUserId":"m","messages":[{"type":"revenue","id":"3","time":1680000000,"revenue":9,"currency":"IRR"}]}""",
            IngestLab.Request("a", IngestLab.Action("2")),
        ];
        string[]? wanted = null;
        foreach (int[] order in Permutations([0, 1, 2, 3]))
        {
            // Each order as one page, as a page for each request, and as two pages.
            foreach (int cut in new[] { 0, 1, 2 })
            {
                await using IngestLab lab = await IngestLab.StartAsync();
                foreach (string[] page in cut == 0 ? [[.. order.Select(i => requests[i])]]
                    : cut == 1 ? order.Select(i => new[] { requests[i] })
                    : order.Chunk(2).Select(half => half.Select(i => requests[i]).ToArray()))
                {
                    await lab.ApplyAsync(page);
                }

                string[] content = [.. await lab.Lab.GoalsAsync(), .. (await ProfilesAsync(lab)).Select(Fields)];
                Assert.Equal(3, content.Length);
                Assert.Empty(await lab.Lab.RejectsAsync());
                Assert.Equal(wanted ??= content, content);
            }
        }
    }

    [Fact]
    public async Task An_event_waits_for_either_of_its_ids_in_its_own_application()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync("""{"customUserId":"a","metrixUserId":"m","messages":[{"type":"action","id":"1","time":1,"customName":"by both"}]}""");
        await lab.ApplyAsync("""{"customUserId":"m","messages":[{"type":"user","id":"2","time":1}]}""");
        Assert.Empty(await lab.Lab.GoalsAsync());

        await lab.ApplyAsync("""{"metrixUserId":"m","customUserId":"b","messages":[{"type":"user","id":"3","time":1}]}""");

        // The hook looks for a profile of its customUserId, and there is none.
        Assert.Equal("profile_not_found", Assert.Single(await lab.Lab.RejectsAsync()).Reason);
        RunCounts counts = await lab.CountsAsync();
        Assert.Equal((1, 1), (counts.Warnings["user_unknown_waiting"], counts.Warnings["user_unknown_released"]));
    }

    [Fact]
    public async Task A_business_event_waits_for_nobody()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync("""{"customUserId":"warehouse","messages":[{"type":"businessEvent","id":"1","time":1680000000,"name":"restocked"}]}""");
        Assert.Single(await lab.Lab.GoalsAsync());
    }

    [Fact]
    public async Task Who_waits_thirty_days_is_a_reject_and_a_retry_helps_once_the_user_is_there()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.Action("1")));
        lab.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, await lab.ExpireAsync());
        lab.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await lab.ExpireAsync());
        Assert.Equal(0, await lab.ExpireAsync());

        Reject reject = Assert.Single(await lab.Lab.RejectsAsync());
        Assert.Equal(("user_unknown", "action", "action"), (reject.Reason, reject.Hook, reject.Resource));
        Assert.Contains("\"customUserId\":\"a\"", reject.Record, StringComparison.Ordinal);
        Assert.Equal(1, (await lab.CountsAsync()).Rejected);
        Assert.Equal(1, (await lab.Lab.RetryAsync()).Rejected);
        Assert.Equal("user_unknown", Assert.Single(await lab.Lab.RejectsAsync()).Reason);

        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("2")));
        Assert.Equal(1, (await lab.Lab.RetryAsync()).Goals);
        Assert.Empty(await lab.Lab.RejectsAsync());
    }

    [Fact]
    public async Task What_was_taken_for_an_integration_that_is_gone_is_kept_until_it_is_back()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(lab.Kept(IngestLab.Request("a", IngestLab.User("1"), IngestLab.Action("2")), "gone-app"));
        List<Reject> rejects = await lab.Lab.RejectsAsync();
        Assert.Equal(["integration_gone", "integration_gone"], rejects.Select(reject => reject.Reason));
        Assert.Equal(["user", "action"], rejects.Select(reject => reject.Resource));

        await lab.Lab.ConfigureAsync(lab.Lab.Integration with { Name = "gone-app" });
        RunCounts counts = await lab.Lab.RetryAsync();
        Assert.Equal((1, 1), (counts.Created, counts.Goals));
        Assert.Empty(await lab.Lab.RejectsAsync());
    }

    [Fact]
    public async Task Erasing_a_person_takes_the_waiting_events_that_name_them()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(
            IngestLab.Request("anna@example.org", IngestLab.User("1", ""","email":"anna@example.org" """)),
            """{"metrixUserId":"other","messages":[{"type":"action","id":"2","time":1,"customName":"x","attributes":{"mail":"anna@example.org"}}]}""",
            """{"metrixUserId":"other","messages":[{"type":"action","id":"3","time":1,"customName":"x","attributes":{"mail":"boris@example.org"}}]}""");
        long anna = Assert.Single(await ProfilesAsync(lab)).Id;

        Erased? erased = await lab.Lab.Store.Upkeep.EraseAsync(anna, "test", 0, default);

        Assert.Equal(1, erased!.Waiting);
    }

    [Fact]
    public async Task Ids_are_forgotten_after_their_days_and_goals_still_count_once()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("1"), IngestLab.Action("2")));
        long later = lab.Time.GetUtcNow().ToUnixTimeMilliseconds() + (long)TimeSpan.FromDays(30).TotalMilliseconds;
        Assert.Equal(0, (await lab.Lab.Store.Upkeep.TidyAsync(new Retention(), later, default)).Messages);
        Assert.Equal(2, (await lab.Lab.Store.Upkeep.TidyAsync(new Retention(), later + 1, default)).Messages);

        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.Action("2")));

        Assert.Single(await lab.Lab.GoalsAsync());
        Assert.Equal(1, (await lab.CountsAsync()).Unchanged);
    }

    [Fact]
    public async Task A_day_has_a_run_of_its_own()
    {
        await using IngestLab lab = await IngestLab.StartAsync();
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.User("1")));
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.Action("2")));
        lab.Time.Advance(TimeSpan.FromDays(1));
        await lab.ApplyAsync(IngestLab.Request("a", IngestLab.Action("3")));
        List<RunState> runs = [];
        await foreach (RunState run in lab.Lab.Store.Queries.ListRunsAsync(new RunQuery(Kind: "ingest"), default))
        {
            runs.Add(run);
        }

        Assert.Equal([("done", 1L), ("done", 2L)], runs.Select(run => (run.Status, run.Counts.Records)));
    }

    private static string Fields(ProfileState profile) =>
        string.Join(' ', profile.Fields.Where(field => field.Value.Visible() is string).Select(field => $"{field.Key}={field.Value.Visible()}").Order(StringComparer.Ordinal));

    private static async Task<List<ProfileState>> ProfilesAsync(IngestLab lab)
    {
        List<ProfileState> profiles = [];
        await foreach (ProfileState profile in lab.Lab.Store.Queries.ListProfilesAsync(new ProfileQuery(), default))
        {
            profiles.Add(profile);
        }

        return profiles;
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(other => other != first)]).Select(rest => (int[])[first, .. rest]));
}
