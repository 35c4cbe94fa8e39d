using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Ingest;

/// <summary>A person's story as messages tell it: anonymous on the phone, then on a tablet, signed in on both, and a purchase.</summary>
public sealed class IdentityStoryTests
{
    private static readonly Database People = Some.Database(new Field("email", FieldType.Email));

    private static readonly Hook[] Hooks =
    [
        new ImportProfileHook("profile", LogResource.User, null, People, ImportMode.AddAndUpdate, ByIdentity(LogResource.User), UserAttributes.Complete([], People), []),
        new RegisterGoalHook(
            "action",
            LogResource.Action,
            null,
            "app",
            new Operand.From(Some.Path("customName", LogResource.Action)),
            null,
            new GoalAttachment(People, ByIdentity(LogResource.Action), WhenMissing.Anonymous, Stitch: true)),
    ];

    [Fact]
    public async Task Anonymous_on_two_devices_then_signed_in_on_both_is_one_person_with_all_goals()
    {
        await using IngestLab lab = await IngestLab.StartAsync(hooks: Hooks);
        await lab.ApplyAsync(
            Request("", "phone", IngestLab.User("1", ",\"city\":\"Tehran\"")),
            Request("", "phone", IngestLab.Action("2", "browse")),
            Request("", "tablet", IngestLab.User("3", ",\"region\":\"Vanak\"", "1680000001000")),
            Request("", "tablet", IngestLab.Action("4", "look")));
        Assert.Equal(2, (await lab.Lab.ProfileStatesAsync()).Count);

        await lab.ApplyAsync(
            Request("reza", "phone", IngestLab.User("5", ",\"firstName\":\"Reza\"", "1680000002000")),
            Request("reza", "tablet", IngestLab.User("6", "", "1680000003000")),
            Request("reza", "", IngestLab.Action("7", "buy")));

        ProfileState reza = Assert.Single(await lab.Lab.ProfileStatesAsync());
        Assert.Equal("reza", reza.CustomUserId);
        Assert.Equal(["phone", "tablet"], ProfileIdentity.MetrixUserIds(reza));
        Assert.Empty(ProfileIdentity.DeviceIds(reza));
        Assert.Equal(("Tehran", "Vanak", "Reza"), (reza.Fields["_city"].Visible(), reza.Fields["_region"].Visible(), reza.Fields["_fname"].Visible()));
        Assert.Equal(["browse", "buy", "look"], await GoalsAsync(lab, reza.Id));
        Assert.Equal(["metrixUserId", "metrixUserId"], (await lab.Lab.MergesAsync()).Select(merge => merge.Merge.Rule));
    }

    [Fact]
    public async Task An_action_that_names_user_and_device_joins_them_too()
    {
        await using IngestLab lab = await IngestLab.StartAsync(hooks: Hooks);
        await lab.ApplyAsync(Request("", "phone", IngestLab.User("1", ",\"city\":\"Tehran\"")), Request("reza", "", IngestLab.User("2")), Request("reza", "phone", IngestLab.Action("3", "buy")));

        ProfileState reza = Assert.Single(await lab.Lab.ProfileStatesAsync());
        Assert.Equal(("reza", "Tehran"), (reza.CustomUserId, reza.Fields["_city"].Visible()));
        Assert.Equal(["buy"], await GoalsAsync(lab, reza.Id));
    }

    [Fact]
    public async Task A_goal_of_a_device_nobody_knows_waits_under_its_metrix_id_and_finds_its_person()
    {
        var named = new Filter.Rule(Some.Path("firstName", LogResource.User), [new Condition.Exists(true)], CaseSensitive: false);
        await using IngestLab lab = await IngestLab.StartAsync(hooks: [(ImportProfileHook)Hooks[0] with { Filter = named }, Hooks[1]]);
        await lab.ApplyAsync(Request("", "phone", IngestLab.User("1")), Request("", "phone", IngestLab.Action("2", "browse")));
        Goal waiting = Assert.Single(await GoalsAsync(lab));
        Assert.Equal((null, "phone"), (waiting.Profile, waiting.AnonymousId));

        await lab.ApplyAsync(Request("reza", "phone", IngestLab.User("3", ",\"firstName\":\"Reza\"")));
        Assert.Equal(["browse"], await GoalsAsync(lab, (await lab.Lab.ProfileStatesAsync()).Single().Id));
    }

    [Fact]
    public async Task The_automation_user_id_is_the_same_wherever_it_is_made_and_an_anonymous_one_is_the_first_device()
    {
        await using IngestLab lab = await IngestLab.StartAsync(hooks: Hooks);
        await lab.ApplyAsync(Request("reza", "", IngestLab.User("1")), Request("", "tablet", IngestLab.User("2")));

        List<ProfileState> profiles = await lab.Lab.ProfileStatesAsync();
        Assert.Equal(["3ac7e7d6-366c-5910-ad0f-184242daaaa1", "tablet"], profiles.Select(ProfileIdentity.AutomationUserId));
    }

    private static Match ByIdentity(LogResource type) => new(MatchBy.Identity, Some.Path("customUserId", type), null, OnAmbiguous.Reject);

    private static string Request(string user, string device, params string[] messages)
    {
        string[] who = [.. new[] { ("customUserId", user), ("metrixUserId", device) }.Where(id => id.Item2.Length > 0).Select(id => $"\"{id.Item1}\":\"{id.Item2}\"")];
        return $"{{{string.Join(',', who)},\"messages\":[{string.Join(',', messages)}]}}";
    }

    private static async Task<List<Goal>> GoalsAsync(IngestLab lab)
    {
        var goals = new List<Goal>();
        await foreach (Goal goal in lab.Lab.Store.Queries.ListGoalsAsync(new GoalQuery(), default))
        {
            goals.Add(goal);
        }

        return goals;
    }

    private static async Task<IEnumerable<string>> GoalsAsync(IngestLab lab, long profile) =>
        (await GoalsAsync(lab)).Where(goal => goal.Profile == profile).Select(goal => goal.Name).Order(StringComparer.Ordinal);
}
