using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

public sealed class GoalTests
{
    private static GoalAttachment Attach(WhenMissing whenMissing = WhenMissing.Anonymous, Match? match = null, bool stitch = true) =>
        new(Some.Customers, match ?? Some.ByDevice, whenMissing, stitch);

    [Fact]
    public async Task Equal_rows_of_one_window_are_as_many_goals_and_reading_again_adds_none()
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal(value: Some.From("event_json.total")));
        string[] records = [Some.Record("purchase", """{"total":12.50}"""), Some.Record("purchase", """{"total":12.50}"""), Some.Record("purchase", """{"total":-3}""", at: 1)];
        Assert.Equal(3, (await lab.ImportAsync(records)).Goals);
        RunCounts again = await lab.ImportAsync(1, [.. records.Reverse()]);
        Assert.Equal((0, 3), (again.Goals, again.Unchanged));
        Assert.Equal(
            ["purchase -3 at 12:00:01 anonymous 101 by goal", "purchase 12.50 at 12:00:00 anonymous 101 by goal", "purchase 12.50 at 12:00:00 anonymous 101 by goal"],
            await lab.GoalsAsync());
    }

    [Theory]
    [InlineData("""{"goal":"","v":"1"}""", "goal_name_empty")]
    [InlineData("""{"goal":"g","v":"12,5"}""", "goal_value_invalid")]
    [InlineData("""{"goal":"g","v":"1e2"}""", null)]
    [InlineData("""{"goal":"g"}""", null)]
    public async Task A_goal_needs_a_name_and_a_number_if_any(string json, string? reason)
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal(goal: Some.From("event_json.goal"), value: Some.From("event_json.v")));
        Assert.Equal(reason, Assert.Single(await lab.PreviewAsync(Some.Record("e", json))).Reason);
    }

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, "goal_name_too_long")]
    public async Task A_name_is_counted_in_characters_and_never_cut(int characters, string? reason)
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal(goal: Some.From("event_json.goal")));
        string name = string.Concat(Enumerable.Repeat("😀", characters));
        Assert.Equal(reason, Assert.Single(await lab.PreviewAsync(Some.Record("e", $$"""{"goal":"{{name}}"}"""))).Reason);
    }

    [Fact]
    public async Task Goals_before_a_profile_gains_the_device_become_its_goals()
    {
        Hook register = Some.Import("register", Some.Event("registration"));
        await using Lab lab = await Lab.StartAsync(
            register,
            Some.Goal("view", Some.Event("view"), attach: Attach()),
            Some.Goal("loose", Some.Event("view"), attach: Attach(stitch: false)));
        await lab.ImportAsync(Some.Record("view", at: 1));
        await lab.ImportAsync(
            Some.Record("view", at: 2),
            Some.Record("registration", """{"email":"a@x.io"}""", at: 3),
            Some.Record("view", at: 4),
            Some.Record("registration", """{"email":"b@x.io"}""", at: 5));
        Assert.Equal(
            [
                "view  at 12:00:01 anonymous 101 by loose",
                "view  at 12:00:01 of a@x.io by view",
                "view  at 12:00:02 anonymous 101 by loose",
                "view  at 12:00:02 of a@x.io by view",
                "view  at 12:00:04 of a@x.io by loose",
                "view  at 12:00:04 of a@x.io by view",
            ],
            await lab.GoalsAsync());
    }

    [Theory]
    [InlineData(WhenMissing.Anonymous, "GoalAnonymous", null)]
    [InlineData(WhenMissing.Skip, "Skip", "profile_not_found")]
    [InlineData(WhenMissing.Reject, "Reject", "profile_not_found")]
    public async Task Without_a_profile_the_config_says_what_happens(WhenMissing whenMissing, string outcome, string? reason)
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal(attach: Attach(whenMissing, Some.ByEmail)));
        foreach (string email in new[] { "a@x.io", "", "null", "nobody" })
        {
            PreviewLine line = Assert.Single(await lab.PreviewAsync(Some.Record("e", $$"""{"email":"{{email}}"}""")));
            Assert.Equal((outcome, reason), (line.Outcome.ToString(), line.Reason));
        }
    }

    [Fact]
    public async Task A_goal_without_a_usable_device_is_kept_without_an_anonymous_id()
    {
        await using Lab lab = await Lab.StartAsync(Some.Goal(attach: Attach()));
        await lab.ImportAsync(Some.Record("e", device: "00000000"));
        Assert.Equal(["e  at 12:00:00 anonymous  by goal"], await lab.GoalsAsync());
    }
}
