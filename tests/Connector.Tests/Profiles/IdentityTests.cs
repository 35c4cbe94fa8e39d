using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;
using static Connector.Tests.Profiles.IdentityLines;

namespace Connector.Tests.Profiles;

/// <summary>One person out of many devices (contract 6): what ends in which profile.</summary>
public sealed class IdentityTests
{
    public static TheoryData<string, string[], string[]> Examples => new()
    {
        { "anonymous", ["- 1 city=Omsk", "- 2 city=Tver"], ["- city=Omsk devices=1", "- city=Tver devices=2"] },
        { "anonymous, then known", ["- 1 city=Omsk", "- 1 buy", "anna 1"], ["anna city=Omsk devices=1 goals=1"] },
        { "known, then anonymous on the same device", ["anna 1", "- 1 city=Omsk", "- 1 buy"], ["anna city=Omsk devices=1 goals=1"] },
        { "two devices of one user", ["- 1 city=Omsk", "- 2 name=Ann", "anna 1", "anna 2"], ["anna city=Omsk name=Ann devices=1,2"] },
        { "two users on one device: it moves", ["anna 1", "- 1 city=Omsk", "bob 1", "- 1 city=Tver"], ["anna city=Omsk devices=", "bob city=Tver devices=1"] },
        { "two users are never merged", ["anna 1 name=Ann", "bob 1 name=Bob", "anna 1", "bob 1"], ["anna name=Ann devices=", "bob name=Bob devices=1"] },
        { "the device comes back", ["anna 1", "bob 1", "anna 1", "- 1 city=Omsk"], ["anna city=Omsk devices=1", "bob devices="] },
        { "a user without a device", ["anna - name=Ann", "- 1 city=Omsk"], ["- city=Omsk devices=1", "anna name=Ann devices="] },
        { "a blocked user is a device alone", ["null 1 city=Omsk", "anonymous 1 name=Ann"], ["- city=Omsk name=Ann devices=1"] },
        { "a blocked device is a user alone", ["anna 0 city=Omsk", "bob 0 name=Bob"], ["anna city=Omsk devices=", "bob name=Bob devices="] },
        { "the newer value wins in a merge", ["- 1 city=Omsk", "anna - city=Tver", "anna 1"], ["anna city=Tver devices=1"] },
        { "the anonymous value may be the newer", ["anna - city=Tver", "- 1 city=Omsk", "anna 1"], ["anna city=Omsk devices=1"] },
        { "subscriptions are united", ["- 1 email=a@x.io", "anna 2 email=b@x.io", "anna 1"], ["anna email=b@x.io devices=1,2 subscriptions=a@x.io,b@x.io"] },
        { "lists are united", ["- 1 phone=+79161234567", "anna 2 phone=+79161234568", "anna 1"], ["anna phones=+79161234567+79161234568 devices=1,2"] },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task A_worked_example_ends_as_it_should(string name, string[] records, string[] expected)
    {
        Assert.NotEmpty(name);
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story(records));
        Assert.Equal(expected, await PeopleAsync(lab));
        RunCounts again = await lab.ImportAsync(Story(records));
        Assert.Equal((0, 0, 0), (again.Created, again.Updated, again.Goals));
        Assert.Equal(expected, await PeopleAsync(lab));
    }

    [Fact]
    public async Task What_a_device_said_before_its_user_came_back_to_it_stays_what_it_was_when_it_is_read_again()
    {
        string[] records = Story("anna 1", "bob 1", "anna 1", "- 1 city=Omsk", "anna 1");
        Assert.Equal(["anna city=Omsk devices=1", "bob devices="], await ReadAsync(1000, records, records));
    }

    [Fact]
    public async Task Who_only_used_a_device_does_not_take_it_from_its_user()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Story("anna 1", "- 1 city=Omsk");
        await lab.ImportAsync(records);
        await lab.ConfigureAsync(Some.Import("letter", Some.Event("letter"), People, match: Some.ByEmail));
        await lab.ImportAsync([Some.Record("letter", "{\"email\":\"a@x.io\"}", "1", at: 30)]);
        await lab.ConfigureAsync(Hooks);
        string[] once = ["- email=a@x.io devices=1", "anna city=Omsk devices=1"];
        Assert.Equal(once, await PeopleAsync(lab));

        await lab.ImportAsync(records);

        Assert.Equal(once, await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_merged_profile_answers_to_its_old_id_and_the_log_says_what_joined_them()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story("- 1 city=Omsk"));
        long anonymous = (await lab.ProfileStatesAsync()).Single().Id;
        await lab.ImportAsync(Story("- 1 city=Omsk", "anna 1"));

        ProfileState user = (await lab.ProfileStatesAsync()).Single();
        Assert.NotEqual(anonymous, user.Id);
        Assert.Equal(user.Id, (await lab.Store.Queries.GetProfileAsync(anonymous, default))!.Id);
        KeptMerge kept = (await lab.MergesAsync()).Single();
        Assert.Equal((anonymous, user.Id, "appmetrica_device_id", "1"), (kept.Merge.From, kept.Merge.Into, kept.Merge.Rule, kept.Merge.Device.Id));
        Assert.Contains("\"profile_id\":\"anna\"", kept.Merge.Record, StringComparison.Ordinal);
    }
}
