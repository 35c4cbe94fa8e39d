using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Testing;

namespace Connector.Tests.Profiles;

/// <summary>A value by which profiles are found, and which changes: what is read again, late or in another order is still about the same person.</summary>
public sealed class FormerValueTests : IAsyncLifetime
{
    private static readonly ImportProfileHook Registration =
        Some.Import("registration", Some.Event("registration"), map: [Some.Map("event_json.email", "email"), Some.Map("event_json.name", "_fname")]);

    private static readonly ImportProfileHook Change = Some.Import(
        "change", Some.Event("change"), match: Some.By(MatchBy.EmailProfile, "event_json.old"), map: [Some.Map("event_json.new", "email")]);

    private static readonly string Anna = Some.Record("registration", """{"email":"old@x.io","name":"Anna"}""", at: 0);
    private static readonly string Changed = Some.Record("change", """{"old":"old@x.io","new":"new@x.io"}""", at: 60);
    private static readonly string ChangedAgain = Some.Record("change", """{"old":"new@x.io","new":"newest@x.io"}""", at: 120);
    private static readonly string Boris = Some.Record("registration", """{"email":"old@x.io","name":"Boris"}""", device: "202", at: 180);

    private Lab _lab = null!;

    public static TheoryData<int[]> Orders => new([.. Permutations([0, 1, 2, 3])]);

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Whoever_changed_the_address_is_one_profile_however_often_and_in_whatever_order_it_is_read(int[] order)
    {
        string[] records = [Anna, Changed, ChangedAgain, Boris];
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        foreach (int i in order)
        {
            await _lab.ImportAsync(records[i]);
        }

        string[] once = await _lab.ProfilesAsync();
        for (int repeat = 0; repeat < 3; repeat++)
        {
            await _lab.ImportAsync(records);
            await _lab.ImportAsync(Changed);
        }

        Assert.Equal(once.Length, (await _lab.ProfilesAsync()).Length);
    }

    [Fact]
    public async Task In_the_order_of_events_it_is_who_it_was_then()
    {
        await _lab.ConfigureAsync(Some.Integration(Registration, Change));
        string[] records = [Anna, Changed, ChangedAgain, Boris];
        await _lab.ImportAsync(records);
        string[] once = await _lab.ProfilesAsync();
        Assert.Equal(["_fname=Anna email=newest@x.io device=101", "_fname=Boris email=old@x.io device=202"], once);

        await _lab.ImportAsync(records);
        await _lab.ImportAsync(Boris);
        await _lab.ImportAsync(Changed);
        await _lab.ImportAsync(Anna);
        Assert.Equal(once, await _lab.ProfilesAsync());
    }

    public async Task InitializeAsync() => _lab = await Lab.StartAsync();

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    private static IEnumerable<int[]> Permutations(int[] all) =>
        all.Length == 1 ? [all] : all.SelectMany(first => Permutations([.. all.Where(one => one != first)]).Select(rest => (int[])[first, .. rest]));
}
