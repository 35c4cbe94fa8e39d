using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

public sealed class ImportTests
{
    private static readonly Field Card = new("card", FieldType.String, Matchable: true);
    private static readonly Database Shop = Some.Database(Card, new Field("tags", FieldType.Tags), new Field("tier", FieldType.Enum, Values: ["silver", "gold"]));
    private static readonly Database NoEmail = Some.Database(new Field("email", FieldType.Email), Card);

    [Fact]
    public async Task A_record_creates_its_profile_and_the_next_one_updates_it()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map: [Some.Map("event_json.email", "email"), Some.Map("event_json.name", "_fname")]));
        RunCounts counts = await lab.ImportAsync(
            Some.Record("registration", """{"email":" Ann@x.io ","name":"Ann"}"""),
            Some.Record("registration", """{"email":"ann@X.io","name":"Anna"}""", device: "102", at: 5),
            Some.Record("registration", """{"email":"ann@X.io","name":"Anna"}""", device: "102", at: 6));
        Assert.Equal(["_fname=Anna email=ann@X.io device=101 device=102"], await lab.ProfilesAsync());
        Assert.Equal((3, 3, 1, 1, 1), (counts.Records, counts.Matched, counts.Created, counts.Updated, counts.Unchanged));
    }

    [Fact]
    public async Task An_old_event_read_late_changes_nothing_that_is_newer()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map: [Some.Map("event_json.name", "_fname"), Some.Map("event_json.city", "_city", ignoreEmpty: true)]));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","name":"New"}""", at: 100));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","name":"Old","city":"Tver"}""", at: 50));
        Assert.Equal(["_city=Tver _fname=New email=a@x.io device=101"], await lab.ProfilesAsync());
    }

    [Theory]
    [InlineData(ImportMode.AddOnly, "a@x.io", "Skip", "profile_exists")]
    [InlineData(ImportMode.AddOnly, "b@x.io", "Create", null)]
    [InlineData(ImportMode.UpdateOnly, "a@x.io", "Update", null)]
    [InlineData(ImportMode.UpdateOnly, "b@x.io", "Skip", "profile_not_found")]
    [InlineData(ImportMode.UpdateOnly, "", "Reject", "match_value_empty")]
    [InlineData(ImportMode.UpdateOnly, "null", "Reject", "match_value_blocked")]
    [InlineData(ImportMode.UpdateOnly, "nobody", "Reject", "invalid_value")]
    public async Task A_mode_says_what_becomes_of_found_and_missing_profiles(ImportMode mode, string email, string outcome, string? reason)
    {
        await using Lab lab = await Lab.StartAsync(Some.Import("import"));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io"}"""));
        await lab.ConfigureAsync(Some.Import(mode: mode, map: [Some.Map("event_json.name", "_fname")]));
        PreviewLine line = Assert.Single(await lab.PreviewAsync(Some.Record("e", $$"""{"email":"{{email}}","name":"N"}""", at: 9)));
        Assert.Equal((outcome, reason), (line.Outcome.ToString(), line.Reason));
    }

    [Fact]
    public async Task A_skip_comes_before_every_check_of_the_mapping()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(mode: ImportMode.UpdateOnly, map: [Some.Map("event_json.birthday", "_bdate")]));
        PreviewLine line = Assert.Single(await lab.PreviewAsync(Some.Record("e", """{"email":"a@x.io","birthday":"soon"}""")));
        Assert.Equal((Outcome.Skip, "profile_not_found"), (line.Outcome, line.Reason));
    }

    [Fact]
    public async Task A_reject_changes_nothing_and_is_kept_once_with_the_whole_record()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map: [Some.Map("event_json.name", "_fname"), Some.Map("event_json.birthday", "_bdate")]));
        string record = Some.Record("e", """{"email":"a@x.io","name":"Ann","birthday":"31.12.2000"}""");
        await lab.ImportAsync(record);
        RunCounts again = await lab.ImportAsync(record);
        Assert.Equal(1, again.Rejected);
        Assert.Empty(await lab.ProfilesAsync());
        Reject reject = Assert.Single(await lab.RejectsAsync());
        Assert.Equal(("shop-app", "import", "events", "invalid_value", record), (reject.Integration, reject.Hook, reject.Resource, reject.Reason, reject.Record));
        Assert.Contains("'_bdate' takes a date such as 2026-11-22, not '31.12.2000'", reject.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reject_whose_record_succeeds_later_goes_away()
    {
        Hook strict = Some.Import(map: [Some.Map("event_json.birthday", "_bdate")]);
        await using Lab lab = await Lab.StartAsync(strict);
        string record = Some.Record("e", """{"email":"a@x.io","birthday":"31.12.2000"}""");
        await lab.ImportAsync(record, record);
        Assert.Equal(2, (await lab.RejectsAsync()).Count);
        Assert.Equal(2, (await lab.RetryAsync()).Rejected);
        await lab.ConfigureAsync(Some.Import());
        RunCounts counts = await lab.RetryAsync();
        Assert.Equal((1, 1), (counts.Created, counts.Unchanged));
        Assert.Empty(await lab.RejectsAsync());
        await lab.ConfigureAsync(strict);
        await lab.ImportAsync(record);
        await lab.ConfigureAsync(Some.Import());
        await lab.ImportAsync(record);
        Assert.Empty(await lab.RejectsAsync());
    }

    [Theory]
    [InlineData(false, "", "Reject", "required_field_empty")]
    [InlineData(true, "", "Create", null)]
    [InlineData(false, "b@x.io", "Create", null)]
    public async Task A_required_field_must_not_be_empty_unless_its_mapping_ignores_that(bool ignoreEmpty, string email, string outcome, string? reason)
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(match: Some.ByDevice, map: [Some.Map("event_json.email", "email", ignoreEmpty: ignoreEmpty)]));
        PreviewLine line = Assert.Single(await lab.PreviewAsync(Some.Record("e", $$"""{"email":"{{email}}"}""")));
        Assert.Equal((outcome, reason), (line.Outcome.ToString(), line.Reason));
    }

    [Fact]
    public async Task A_required_field_that_is_not_mapped_at_all_refuses_a_new_profile_but_not_an_update()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import("byDevice", match: Some.ByDevice, map: [Some.Map("event_json.name", "_fname")]));
        Assert.Equal("required_field_empty", Assert.Single(await lab.PreviewAsync(Some.Record("e", """{"name":"N"}"""))).Reason);
        await lab.ConfigureAsync(Some.Import());
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io"}"""));
        await lab.ConfigureAsync(Some.Import("byDevice", match: Some.ByDevice, map: [Some.Map("event_json.name", "_fname")]));
        Assert.Equal(Outcome.Update, Assert.Single(await lab.PreviewAsync(Some.Record("e", """{"name":"N"}""", at: 3))).Outcome);
    }

    [Fact]
    public async Task An_empty_value_clears_a_field_unless_it_is_ignored_or_only_fills()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map:
        [
            Some.Map("event_json.a", "_fname"),
            Some.Map("event_json.a", "_lname", ignoreEmpty: true),
            Some.Map("event_json.a", "_city", onlyIfEmpty: true),
            Some.Map("event_json.a", "phones"),
        ]));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","a":"+79161234567"}"""));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io"}""", at: 9));
        Assert.Equal(["_city=+79161234567 _lname=+79161234567 email=a@x.io phones=+79161234567 device=101"], await lab.ProfilesAsync());
    }

    [Fact]
    public async Task Lists_grow_in_the_order_of_events()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(database: Shop, map: [Some.Map("event_json.tag", "tags", Shop)]));
        await lab.ImportAsync(
            Some.Record("e", """{"email":"a@x.io","tag":"vip"}""", at: 20),
            Some.Record("e", """{"email":"a@x.io","tag":"app"}""", at: 10),
            Some.Record("e", """{"email":"a@x.io","tag":"vip"}""", at: 30));
        Assert.Equal(["email=a@x.io tags=app+vip device=101"], await lab.ProfilesAsync());
    }

    [Fact]
    public async Task Matching_by_a_custom_field_stores_the_match_value_and_compares_it_exactly()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(database: NoEmail, match: Some.By(MatchBy.Custom, "event_json.card", NoEmail.Find("card"))));
        await lab.ImportAsync(Some.Record("e", """{"card":"LC-1"}"""), Some.Record("e", """{"card":"lc-1"}"""), Some.Record("e", """{"card":"LC-1"}"""));
        Assert.Equal(["card=LC-1 device=101", "card=lc-1 device=101"], await lab.ProfilesAsync());
    }

    [Fact]
    public async Task Matching_by_email_looks_at_subscriptions_too_and_by_email_profile_does_not()
    {
        Hook registration = Some.Import(subscriptions: [Some.Subscription(from: "event_json.other")]);
        await using Lab lab = await Lab.StartAsync(registration);
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","other":"B@x.io"}"""));
        await lab.ConfigureAsync(Some.Import(match: Some.By(MatchBy.Email, "event_json.email"), map: [Some.Map("event_json.name", "_fname")]));
        string record = Some.Record("e", """{"email":"b@X.io","name":"N"}""", at: 5);
        Assert.Equal(Outcome.Update, Assert.Single(await lab.PreviewAsync(record)).Outcome);
        await lab.ConfigureAsync(Some.Import(map: [Some.Map("event_json.name", "_fname")]));
        Assert.Equal(Outcome.Create, Assert.Single(await lab.PreviewAsync(record)).Outcome);
    }

    [Fact]
    public async Task A_device_of_two_people_means_the_one_whose_newest_record_names_it()
    {
        Hook byEmail = Some.Import("byEmail", Some.Event("login"));
        Hook byDevice = Some.Import("byDevice", Some.Event("city"), match: Some.ByDevice, map: [Some.Map("event_json.city", "_city")]);
        await using Lab lab = await Lab.StartAsync(byEmail, byDevice);
        await lab.ImportAsync(
            Some.Record("login", """{"email":"a@x.io"}""", at: 10),
            Some.Record("login", """{"email":"b@x.io"}""", at: 20),
            Some.Record("login", """{"email":"a@x.io"}""", at: 30),
            Some.Record("city", """{"city":"Tver"}""", at: 40));
        Assert.Equal(["_city=Tver email=a@x.io device=101", "email=b@x.io device=101"], await lab.ProfilesAsync());
    }

    [Theory]
    [InlineData(OnAmbiguous.Reject, "reject match_ambiguous")]
    [InlineData(OnAmbiguous.Oldest, "a@x.io")]
    [InlineData(OnAmbiguous.Newest, "b@x.io")]
    public async Task Several_profiles_with_one_value_are_a_choice_of_the_config(OnAmbiguous onAmbiguous, string expected)
    {
        Match match = Some.By(MatchBy.Custom, "event_json.card", Shop.Find("card"), onAmbiguous);
        await using Lab lab = await Lab.StartAsync(Some.Import(database: Shop, map: [Some.Map("event_json.card", "card", Shop)]));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","card":"1"}"""), Some.Record("e", """{"email":"b@x.io","card":"1"}"""));
        await lab.ConfigureAsync(Some.Import(database: Shop, match: match, map: [Some.Map("event_json.name", "_fname", Shop)]));
        await lab.ImportAsync(Some.Record("e", """{"card":"1","name":"N"}""", at: 5));
        string found = (await lab.RejectsAsync()).Select(reject => "reject " + reject.Reason).Concat(
            (await lab.ProfilesAsync()).Where(line => line.Contains("_fname=N", StringComparison.Ordinal)).Select(line => line.Split("email=")[1].Split(' ')[0])).Single();
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task A_changed_email_is_found_by_its_new_value_alone_even_in_the_same_batch()
    {
        Hook byCard = Some.Import("byCard", Some.Event("move"), Shop, match: Some.By(MatchBy.Custom, "event_json.card", Shop.Find("card")), map: [Some.Map("event_json.email", "email", Shop)]);
        Hook byEmail = Some.Import("byEmail", Some.Event("city"), Shop, map: [Some.Map("event_json.city", "_city", Shop)]);
        await using Lab lab = await Lab.StartAsync(byCard, byEmail);
        await lab.ImportAsync(
            Some.Record("move", """{"card":"1","email":"old@x.io"}""", at: 1),
            Some.Record("move", """{"card":"1","email":"new@x.io"}""", at: 2),
            Some.Record("city", """{"email":"new@x.io","city":"Tver"}""", at: 3),
            Some.Record("city", """{"email":"old@x.io","city":"Omsk"}""", at: 4));
        Assert.Equal(["_city=Omsk email=old@x.io device=101", "_city=Tver card=1 email=new@x.io device=101"], await lab.ProfilesAsync());
    }

    [Fact]
    public async Task Subscriptions_are_one_a_resource_channel_and_address_and_the_newest_status_stays()
    {
        await using Lab lab = await Lab.StartAsync(
            Some.Import("in", Some.Event("in"), subscriptions: [Some.Subscription(), Some.Subscription(Channel.Sms, "event_json.phone"), Some.Subscription(Channel.Push, "appmetrica_device_id", provider: PushProvider.AppMetricaDeviceId)]),
            Some.Import("out", Some.Event("out"), subscriptions: [Some.Subscription(status: SubscriptionStatus.Unsubscribed)]),
            Some.Import("maybe", Some.Event("maybe"), subscriptions: [Some.Subscription(status: SubscriptionStatus.Unconfirmed, keep: true)]));
        await lab.ImportAsync(
            Some.Record("out", """{"email":"A@x.io"}""", at: 20),
            Some.Record("in", """{"email":"a@x.io","phone":"8 916 123-45-67"}""", at: 10),
            Some.Record("maybe", """{"email":"a@x.io"}""", at: 30));
        Assert.Equal(
            ["email=A@x.io device=101 email:a@x.io=unsubscribed push/yandex-Appmetrica-device-id-ios:101=subscribed sms:+79161234567=subscribed"],
            (await lab.ProfilesAsync()).Select(line => line.Replace("email=a@x.io", "email=A@x.io", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_bad_address_refuses_the_record_or_is_left_out_and_an_empty_one_is_counted()
    {
        Hook strict = Some.Import("strict", subscriptions: [Some.Subscription(Channel.Sms, "event_json.phone")]);
        Hook lenient = Some.Import("lenient", subscriptions: [Some.Subscription(Channel.Sms, "event_json.phone", skipInvalid: true)]);
        await using Lab lab = await Lab.StartAsync(strict, lenient);
        RunCounts bad = await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","phone":"12345"}"""));
        Assert.Equal((1, 1, 1), (bad.Rejected, bad.Created, bad.Warnings["subscription_address_invalid"]));
        Assert.Equal("subscription_address_invalid", Assert.Single(await lab.RejectsAsync()).Reason);
        RunCounts empty = await lab.ImportAsync(Some.Record("e", """{"email":"b@x.io"}"""));
        Assert.Equal((1, 1, 2), (empty.Created, empty.Unchanged, empty.Warnings["subscription_address_empty"]));
    }

    [Fact]
    public async Task A_blocked_device_is_never_recorded()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import());
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io"}""", device: "0"), Some.Record("e", """{"email":"a@x.io"}""", device: "", at: 4));
        Assert.Equal(["email=a@x.io"], await lab.ProfilesAsync());
    }

    [Fact]
    public async Task Records_with_a_broken_event_json_are_counted_whatever_they_pass()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(filter: Some.Event("wanted")));
        RunCounts counts = await lab.ImportAsync(
            Some.Record("other", "{\"email\":\"a@x"),
            Some.Record("wanted", "[1]"),
            Some.Record("other", ""),
            Some.Record("other", "\uFEFF{}"));
        Assert.Equal((4, 1, 1, 2), (counts.Records, counts.Matched, counts.Rejected, counts.Warnings["event_json_invalid"]));
    }

    [Fact]
    public async Task What_stands_before_the_place_where_a_file_ends_early_is_stored()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import());
        string cut = $"[{Some.Record("e", """{"email":"a@x.io"}""")},{{\"event_name\":\"e";
        await Assert.ThrowsAsync<ExportIncompleteException>(() => lab.ImportAsync(100, ExportFormat.Json, cut));
        Assert.Equal(["email=a@x.io device=101"], await lab.ProfilesAsync());
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(3, 2, false)]
    public async Task A_preview_stops_only_where_there_is_more_than_the_limit(long limit, int lines, bool stopped)
    {
        await using Lab lab = await Lab.StartAsync(Some.Import());
        (List<PreviewLine> shown, bool more) = await lab.PreviewAsync(limit, [Some.Record("e", """{"email":"a@x.io"}"""), Some.Record("e", """{"email":"b@x.io"}""")]);
        Assert.Equal((lines, stopped), (shown.Count, more));
    }
}
