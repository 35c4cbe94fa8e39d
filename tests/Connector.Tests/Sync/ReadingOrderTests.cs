using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

/// <summary>Which backfills several services may read at once.</summary>
public sealed class ReadingOrderTests
{
    private static readonly Match ByUser = Some.By(MatchBy.Custom, "event_json.user", Some.Customers.Find("_tz"));

    public static TheoryData<string, Hook, bool> Hooks => new()
    {
        { "an import that adds and updates", Some.Import(), false },
        { "an import that only adds", Some.Import(mode: ImportMode.AddOnly), true },
        { "an import that only updates", Some.Import(mode: ImportMode.UpdateOnly), true },
        { "an import into the oldest of several", Some.Import(match: Some.By(MatchBy.EmailProfile, "event_json.email", onAmbiguous: OnAmbiguous.Oldest)), true },
        { "an import that may lack the e-mail of a new profile", Some.Import(match: ByUser), true },
        { "an import that maps the e-mail", Some.Import(match: ByUser, map: [Some.Map("event_json.email", "email")]), false },
        { "an import that maps what it matches by", Some.Import(map: [Some.Map("event_json.email", "email")]), false },
        { "an import that gives the field it matches by another value", Some.Import(map: [Some.Map("event_json.new", "email")]), true },
        { "an anonymous goal", Some.Goal(), false },
        { "a goal that is stitched by its device", Attached(Some.ByDevice), false },
        { "a goal that is never stitched", Attached(Some.ByDevice, stitch: false), true },
        { "a goal that is skipped without a profile", Attached(Some.ByDevice, WhenMissing.Skip), true },
        { "a goal whose profile is found by something else than its device", Attached(Some.ByEmail), true },
    };

    [Theory]
    [MemberData(nameof(Hooks))]
    public void Order_matters_for_hooks_that_ask_what_is_there(string what, Hook hook, bool matters) =>
        Assert.True(ReadingOrder.Needs(Some.Integration(hook), null) is not null == matters, what);

    [Fact]
    public void Only_the_hook_that_is_run_counts()
    {
        Integration integration = Some.Integration(Some.Goal(), Some.Import(mode: ImportMode.AddOnly));
        Assert.Null(ReadingOrder.Needs(integration, "goal"));
        Assert.Equal("import", ReadingOrder.Needs(integration, null)?.Name);
    }

    [Fact]
    public void Imports_into_one_database_that_find_profiles_in_different_ways_are_read_in_order()
    {
        Hook byDevice = Some.Import("device", match: Some.ByDevice, map: [Some.Map("event_json.email", "email")]);
        Assert.Null(ReadingOrder.Needs(Some.Integration(Some.Import(), Some.Import("again")), null));
        Assert.Null(ReadingOrder.Needs(Some.Integration(byDevice), null));
        Assert.NotNull(ReadingOrder.Needs(Some.Integration(Some.Import(), byDevice), null));
        Assert.Null(ReadingOrder.Needs(Some.Integration(Some.Import(), byDevice), "device"));
    }

    private static RegisterGoalHook Attached(Match match, WhenMissing whenMissing = WhenMissing.Anonymous, bool stitch = true) =>
        Some.Goal(attach: new GoalAttachment(Some.Customers, match, whenMissing, stitch));
}
