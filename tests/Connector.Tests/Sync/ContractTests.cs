using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

/// <summary>Sentences of the contract that a record of the wild can break.</summary>
public sealed class ContractTests
{
    private static readonly Database Shop = Some.Database(
        new Field("email", FieldType.Email),
        new Field("phones", FieldType.PhoneList, Matchable: true),
        new Field("tags", FieldType.Tags),
        new Field("points", FieldType.Number, Matchable: true),
        new Field("level", FieldType.Integer, Matchable: true),
        new Field("seen", FieldType.DateTime));

    [Fact]
    public async Task A_member_whose_name_is_no_proper_text_hides_no_other()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map: [Some.Map("event_json.name", "_fname")]));
        RunCounts counts = await lab.ImportAsync(Some.Record("e", """{"\ud83d":1,"email":"a@x.io","\udc00name":2,"name":"Ann"}"""));
        Assert.Equal(["_fname=Ann email=a@x.io device=101"], await lab.ProfilesAsync());
        Assert.Empty(counts.Warnings);
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00", "invalid_value")]
    [InlineData("0001-01-01T00:00:00", "invalid_value")]
    [InlineData("9999-12-31T23:59:59-05:00", "invalid_value")]
    [InlineData("9999-12-31 23:59:59", null)]
    [InlineData("2026-11-22T09:58:16,5+03", null)]
    [InlineData("2026-11-22 09:58:16.123456789", null)]
    [InlineData("1793534400", null)]
    [InlineData("24:00", "invalid_value")]
    public async Task A_time_that_cannot_be_is_refused_and_the_run_goes_on(string text, string? reason)
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(database: Shop, map: [Some.Map("event_json.seen", "seen", Shop)]));
        RunCounts counts = await lab.ImportAsync(Some.Record("e", $$"""{"email":"a@x.io","seen":"{{text}}"}"""), Some.Record("e", """{"email":"b@x.io","seen":"0"}"""));
        Assert.Equal(reason, (await lab.RejectsAsync()).SingleOrDefault()?.Reason);
        Assert.Equal(reason is null ? 2 : 1, counts.Created);
    }

    [Fact]
    public async Task An_event_time_of_the_year_one_is_a_wrong_clock()
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal());
        await lab.ImportAsync("""{"event_name":"e","event_datetime":"0001-01-01 00:00:00","event_receive_datetime":"2026-11-01 15:00:00"}""");
        Assert.Equal(["e  at 12:00:00 anonymous  by goal"], await lab.GoalsAsync());
    }

    [Theory]
    [InlineData("level", "5\\u0000", "invalid_value")]
    [InlineData("level", "9223372036854775808", "invalid_value")]
    [InlineData("level", "1.0", "invalid_value")]
    [InlineData("level", "-007", "level=-7")]
    [InlineData("points", "5\\u0000", "invalid_value")]
    [InlineData("points", "1.10", "points=1.10")]
    [InlineData("points", "1,1", "invalid_value")]
    [InlineData("points", "12345678901234567890", "points=12345678901234567890")]
    public async Task A_number_keeps_its_digits_and_what_is_none_is_refused(string field, string text, string expected)
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(database: Shop, map: [Some.Map("event_json.v", field, Shop)]));
        await lab.ImportAsync(Some.Record("e", $$"""{"email":"a@x.io","v":"{{text}}"}"""));
        string found = (await lab.RejectsAsync()).SingleOrDefault()?.Reason ?? (await lab.ProfilesAsync()).Single().Split(' ').Single(part => part.StartsWith(field, StringComparison.Ordinal));
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("level", "0")]
    [InlineData("level", "+0")]
    [InlineData("level", " -01 ")]
    [InlineData("points", "0.0")]
    [InlineData("points", "-1.0")]
    [InlineData("phones", "ANONYMOUS")]
    public async Task A_blocked_value_never_matches_however_it_is_written(string field, string text)
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(database: Shop, match: Some.By(MatchBy.Custom, "event_json.v", Shop.Find(field))));
        PreviewLine line = Assert.Single(await lab.PreviewAsync(Some.Record("e", $$"""{"v":"{{text}}"}""")));
        Assert.Equal((Outcome.Reject, "match_value_blocked"), (line.Outcome, line.Reason));
    }

    [Fact]
    public async Task A_match_value_of_a_list_field_is_in_the_list_and_stays_when_others_are_added()
    {
        Hook byPhone = Some.Import("byPhone", Some.Event("call"), Shop, match: Some.By(MatchBy.Custom, "event_json.phone", Shop.Find("phones")), map: [Some.Map("event_json.other", "phones", Shop)]);
        await using Lab lab = await Lab.StartAsync(byPhone);
        string record = Some.Record("call", """{"phone":"89161234567","other":"+7 926 765-43-21"}""", at: 5);
        await lab.ImportAsync(record);
        RunCounts again = await lab.ImportAsync(record, Some.Record("call", """{"phone":"+79267654321"}""", at: 6));
        Assert.Equal(2, again.Unchanged);
        Assert.Equal(["phones=+79161234567+79267654321 device=101"], (await lab.ProfilesAsync()).Select(line => line.Replace("++", "+", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_empty_mapping_to_a_required_match_field_leaves_the_match_value_on_every_reading()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map: [Some.Map("event_json.new", "email")]));
        string record = Some.Record("e", """{"email":"a@x.io"}""");
        Assert.Equal(1, (await lab.ImportAsync(record)).Created);
        RunCounts again = await lab.ImportAsync(record);
        Assert.Equal((1, 0), (again.Unchanged, again.Rejected));
    }

    [Fact]
    public async Task A_byte_order_mark_before_event_json_is_ignored_in_the_column_itself_too()
    {
        Hook hook = Some.Goal(filter: Some.Rule("event_json", new Core.Filtering.Condition.Like("{*", Negated: false)), goal: Some.From("event_json"));
        await using Lab lab = await Lab.StartAsync(hook, Some.Goal("never", Some.Rule("event_json", new Core.Filtering.Condition.Exists(true), new Core.Filtering.Condition.In([""]))));
        await lab.ImportAsync(Some.Record("e", "\uFEFF{}"), Some.Record("e", "\uFEFF"));
        Assert.Equal(["{}  at 12:00:00 anonymous 101 by goal"], await lab.GoalsAsync());
    }

    [Fact]
    public async Task A_refused_record_counts_no_address_as_left_out()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(subscriptions: [Some.Subscription(Channel.Sms, "event_json.phone"), Some.Subscription(from: "event_json.second")]));
        RunCounts counts = await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io","phone":"","second":"bad"}"""));
        Assert.Equal((1, 0), (counts.Rejected, counts.Warnings.Count));
    }

    [Fact]
    public async Task Two_writes_of_one_record_that_cancel_each_other_out_change_nothing()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(subscriptions: [Some.Subscription(status: SubscriptionStatus.Suspended), Some.Subscription(status: SubscriptionStatus.Unconfirmed)]));
        await lab.ImportAsync(Some.Record("e", """{"email":"a@x.io"}"""));
        PreviewLine line = Assert.Single(await lab.PreviewAsync(Some.Record("e", """{"email":"a@x.io"}""", at: 9)));
        Assert.Equal((Outcome.Unchanged, 0), (line.Outcome, line.Changes!.Subscriptions.Count));
    }

    [Fact]
    public async Task A_long_refused_value_is_shown_cut_between_characters()
    {
        await using Lab lab = await Lab.StartAsync(Some.Import(map: [Some.Map("event_json.d", "_bdate")]));
        await lab.ImportAsync(Some.Record("e", $$"""{"email":"a@x.io","d":"x{{string.Concat(Enumerable.Repeat("😀", 200))}}"}"""));
        Assert.DoesNotContain("\uFFFD", Assert.Single(await lab.RejectsAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_receive_time_equal_event_times_do_not_depend_on_the_run_that_reads_them()
    {
        long noon = 1793534400000;
        Assert.Equal(EventTimes.Stamp(noon, null, noon + 1000), EventTimes.Stamp(noon, null, noon + 2000));
        Assert.Equal(new Stamp(noon, noon), EventTimes.Stamp(noon + 600_000, null, noon));
        Assert.Equal(new Stamp(noon, noon), EventTimes.Stamp(null, null, noon));
    }
}
