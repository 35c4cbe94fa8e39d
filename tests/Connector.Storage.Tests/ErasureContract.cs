using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>One person goes, with everything that leads to them, and nobody else's data does.</summary>
public abstract class ErasureContract(StoreBacking backing) : StoreContract(backing)
{
    private const string AnnasDevice = "18446744073709551615";
    private const string SharedDevice = "1234567890123";

    [Fact]
    public async Task A_profile_goes_with_all_its_keys()
    {
        (ProfileState anna, ProfileState boris) = await PeopleAsync();

        Assert.NotNull(await EraseAsync(anna));

        Assert.Null(await Store.Queries.GetProfileAsync(anna.Id, default));
        foreach (ProfileKey key in new[] { Email("anna@example.com"), Device(AnnasDevice), Subscription("anna@work.example") })
        {
            Assert.Empty(await Store.Queries.FindProfilesAsync(key, default));
        }

        Assert.Equal([boris.Id], (await Store.Queries.FindProfilesAsync(Device(SharedDevice), default)).Select(one => one.Id));
        Assert.Equal([boris.Id], (await Store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync()).Select(one => one.Id));
    }

    [Fact]
    public async Task Its_goals_stay_as_nobodys_and_are_never_stitched_again()
    {
        (ProfileState anna, ProfileState boris) = await PeopleAsync();
        Goal[] goals =
        [
            Goal(1, profile: anna.Id, device: AnnasDevice, value: "12.50"),
            Goal(2, device: AnnasDevice),
            Goal(3, device: AnnasDevice, database: null, stitch: false),
            Goal(4, device: SharedDevice),
            Goal(5, profile: boris.Id, device: SharedDevice),
            Goal(6, device: "99"),
        ];
        await Store.CommitAsync(batch => batch.Write(changes => changes with { Goals = goals }));

        Assert.Equal(3, (await EraseAsync(anna))!.Goals);

        Goal[] expected = [.. goals.Select((goal, i) => i < 3 ? goal with { Profile = null, AnonymousId = null } : goal)];
        Assert.Equal(expected, await GoalsAsync());

        await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Stitchings = [new Stitching(Customers, AnnasDevice, boris.Id)],
            Goals = goals[..3],
        }));
        Assert.Equal(expected, await GoalsAsync());
    }

    [Fact]
    public async Task Rejects_and_samples_that_hold_its_values_go_and_no_others()
    {
        (ProfileState anna, _) = await PeopleAsync();
        string[] hers =
        [
            """{"event_json":"{\"email\":\"ANNA@example.com \"}"}""",
            """{"event_json":{"contacts":[{"mail":"anna@work.example"}]}}""",
            $$"""{"appmetrica_device_id":{{AnnasDevice}}}""",
            """{"text":"{\"phone\": \"8 (916) 123-45-67\", broken"}""",
            """{"event_name":"open","url":"app://x?mail=anna%40example.com&y=1"}""",
            """{"card":"CARD-77"}""",
        ];
        string[] others =
        [
            """{"event_json":"{\"email\":\"joanna@example.com\",\"name\":\"Anna\",\"quantity\":77}"}""",
            """{"appmetrica_device_id":"184467440737095516150"}""",
            """{"event_json":"{\"phone\":\"+7 916 123-45-68\"}","event_name":"x"}""",
        ];
        string[] all = [.. hers, .. others];
        await Store.CommitAsync(batch => batch.Write(changes => changes with
        {
            Rejects = [.. all.Select((record, i) => Reject((UInt128)i) with { Record = record })],
        }));
        await Store.Samples.KeepAsync("shop-app", "events", all, Noon, default);

        Assert.Equal(new Erased(0, hers.Length, hers.Length), await EraseAsync(anna));

        Assert.Equal(others, (await Store.Queries.ListRejectsAsync(new RejectQuery(), default).ToListAsync()).Select(kept => kept.Reject.Record));
        Assert.Equal(others.Reverse(), await Store.Samples.LastAsync("shop-app", "events", 99, default));
    }

    [Fact]
    public async Task It_is_audited_by_id_without_any_value()
    {
        (ProfileState anna, _) = await PeopleAsync();

        await EraseAsync(anna);

        AuditEntry entry = Assert.Single(await Store.Audit.ListAsync(9, null, default));
        Assert.Equal(
            new AuditEntry(entry.Id, Noon + 9, "boris", AuditAction.ProfileErased, ProfileState.FormatId(anna.Id), "goals 0, rejects 0, samples 0, waiting events 0, messages 0"), entry);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_erased_without_a_word()
    {
        (ProfileState anna, _) = await PeopleAsync();
        await EraseAsync(anna);

        Assert.Null(await EraseAsync(anna));
        Assert.Null(await Store.Upkeep.EraseAsync(999, "boris", Noon, default));
        Assert.Single(await Store.Audit.ListAsync(9, null, default));
    }

    [Fact]
    public async Task What_came_between_looking_and_erasing_goes_too()
    {
        (ProfileState anna, _) = await PeopleAsync();
        await using OpenStore other = await Backing.OpenAsync();
        Task<Erased?> erasing;
        await using (IBatchTransaction held = await other.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(held);
            ProfileState loaded = (await batch.LoadAsync(Email("anna@example.com")))[0];

            // Looks at the store as it is now, or waits for the batch that is open at once.
            erasing = Store.Upkeep.EraseAsync(anna.Id, "boris", Noon + 9, default).AsTask();
            loaded.Devices.Add(new DeviceState("5556667778", At(3)));
            loaded.IsDirty = true;
            batch.Set.AddKey(Device("5556667778"), loaded);
            batch.Write(changes => changes with
            {
                Goals = [Goal(1, device: "5556667778"), Goal(2, profile: anna.Id, device: AnnasDevice)],
                Rejects = [Reject(1) with { Record = """{"d":"5556667778"}""" }],
            });
            await held.CommitAsync(batch.Changes, default);
        }

        Assert.Equal(new Erased(2, 1, 0), await erasing);
        Assert.Empty(await Store.Queries.FindProfilesAsync(Device("5556667778"), default));
        Assert.All(await GoalsAsync(), goal => Assert.Equal((null, null), (goal.Profile, goal.AnonymousId)));
    }

    [Fact]
    public async Task What_came_between_beside_a_profile_that_did_not_change_goes_too()
    {
        (ProfileState anna, _) = await PeopleAsync();
        await using OpenStore other = await Backing.OpenAsync();
        Task<Erased?> erasing;
        await using (IBatchTransaction held = await other.Batches.BeginAsync(default))
        {
            var batch = new TestBatch(held);
            await batch.LoadAsync(Device("99"));
            erasing = Store.Upkeep.EraseAsync(anna.Id, "boris", Noon + 9, default).AsTask();
            batch.Write(changes => changes with
            {
                Goals = [Goal(1, device: AnnasDevice), Goal(2, device: "99")],
                Rejects = [Reject(1) with { Record = """{"mail":"anna@example.com"}""" }, Reject(2)],
            });
            await held.CommitAsync(batch.Changes, default);
        }

        Assert.Equal(new Erased(1, 1, 0), await erasing);
        Assert.Equal([null, "99"], (await GoalsAsync()).Select(goal => goal.AnonymousId));
        Assert.Equal([2], (await Store.Queries.ListRejectsAsync(new RejectQuery(), default).ToListAsync()).Select(kept => kept.Reject.Key));
    }

    [Fact]
    public async Task Its_id_is_not_used_again_and_a_new_profile_may_have_its_keys()
    {
        (ProfileState anna, _) = await PeopleAsync();
        await EraseAsync(anna);
        ProfileState again = null!;
        await Store.CommitAsync(batch => again = batch.Create(Email("anna@example.com"), Device(AnnasDevice)));

        Assert.True(again.Id > anna.Id + 1);
        Assert.Equal([again.Id], (await Store.Queries.FindProfilesAsync(Email("anna@example.com"), default)).Select(one => one.Id));
    }

    private ValueTask<Erased?> EraseAsync(ProfileState profile) => Store.Upkeep.EraseAsync(profile.Id, "boris", Noon + 9, default);

    private Task<List<Goal>> GoalsAsync() => Store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync();

    private static ProfileKey Subscription(string address) => new(KeySpace.ForSubscriptionEmail(Customers), address);

    /// <summary>Anna, of whom much is known, and Boris, who shares one of her devices.</summary>
    private async Task<(ProfileState Anna, ProfileState Boris)> PeopleAsync()
    {
        await Store.PrepareAsync(Card);
        ProfileState anna = null!;
        ProfileState boris = null!;
        await Store.CommitAsync(batch =>
        {
            anna = batch.Create(
                Email("anna@example.com"), Device(AnnasDevice), Device(SharedDevice), Subscription("anna@work.example"), CardKey("card-77"), CardKey("77"));
            anna.Fields["email"] = new FieldState { Plain = "Anna@example.com", PlainStamp = At(1) };
            anna.Fields["_fname"] = new FieldState { Plain = "Anna", PlainStamp = At(1) };
            anna.Fields["phones"] = new FieldState { Elements = [new ListElement("+79161234567", At(1))] };
            anna.Devices.AddRange([new DeviceState(AnnasDevice, At(1)), new DeviceState(SharedDevice, At(1))]);
            anna.Subscriptions.Add(new SubscriptionState("newsletter", Channel.Email, null, "Anna@work.example", At(1)));
            boris = batch.Create(Email("boris@example.com"), Device(SharedDevice));
            boris.Devices.Add(new DeviceState(SharedDevice, At(2)));
        });
        return (anna, boris);
    }
}
