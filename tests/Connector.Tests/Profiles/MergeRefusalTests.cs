using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;
using static Connector.Tests.Profiles.IdentityLines;

namespace Connector.Tests.Profiles;

/// <summary>What merges nobody: too many, or a record that may not.</summary>
public sealed class MergeRefusalTests
{
    [Fact]
    public async Task Beyond_a_hundred_merges_profiles_are_found_and_not_merged_and_that_is_logged()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] devices = [.. Enumerable.Range(1, MergeRefusal.MostMerges + 2).Select(i => $"- {i} city=Omsk")];
        string[] signIns = [.. Enumerable.Range(1, MergeRefusal.MostMerges + 2).Select(i => $"anna {i}")];
        RunCounts counts = await lab.ImportAsync(Story([.. devices, .. signIns, "anna 102 name=Ann"]));

        List<KeptMerge> merges = await lab.MergesAsync();
        Assert.Equal(MergeRefusal.MostMerges, merges.Count(merge => merge.Merge.Refused is null));
        Assert.Equal(["101", "102"], merges.Where(merge => merge.Merge.Refused == MergeRefusal.Merges).Select(merge => merge.Merge.Device.Id));
        Assert.Equal(3, counts.Warnings["identity_merge_limit"]);
        Assert.Equal(3, (await lab.ProfileStatesAsync()).Count);
        Assert.Equal("Ann", (await lab.ProfileStatesAsync()).Single(one => one.CustomUserId == "anna").Fields["_fname"].Visible());
    }

    [Fact]
    public async Task Beyond_a_thousand_devices_none_is_added()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        RunCounts counts = await lab.ImportAsync(Story([.. Enumerable.Range(1, MergeRefusal.MostDevices + 1).Select(i => $"anna {i}")]));

        Assert.Equal(MergeRefusal.MostDevices, (await lab.ProfileStatesAsync()).Single().Devices.Count);
        Assert.Equal(1, counts.Warnings["identity_device_limit"]);
    }

    [Fact]
    public async Task A_record_that_is_refused_merges_nothing()
    {
        Database strict = Some.Database(new Field("email", FieldType.Email), new Field("total", FieldType.Number));
        await using Lab lab = await Lab.StartAsync(Some.Import("person", null, strict, match: ByIdentity, map: [Some.Map("event_json.total", "total", strict, ignoreEmpty: true)]));
        await lab.ImportAsync(Story("- 1 total=5", "anna 1 total=many"));

        Assert.Single(await lab.RejectsAsync());
        Assert.Empty(await lab.MergesAsync());
        Assert.Null((await lab.ProfileStatesAsync()).Single().CustomUserId);
    }

    [Fact]
    public async Task A_record_that_names_nobody_is_refused()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story("- - city=Omsk", "null 0 city=Omsk"));
        Assert.Equal([RejectReason.MatchValueEmpty, RejectReason.MatchValueBlocked], (await lab.RejectsAsync()).Select(reject => reject.Reason));
    }

    [Fact]
    public async Task An_add_only_hook_leaves_a_user_alone_and_merges_nothing_into_it()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Story("anna 2 name=Ann", "- 1 city=Omsk"));
        await lab.ConfigureAsync(Some.Import("person", null, People, ImportMode.AddOnly, ByIdentity));
        await lab.ImportAsync(Story("anna 1"));
        Assert.Empty(await lab.MergesAsync());
    }
}
