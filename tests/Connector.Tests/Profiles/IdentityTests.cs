using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Profiles;

/// <summary>One person out of many devices (contract 6): what ends in which profile, in whatever order it comes.</summary>
public sealed class IdentityTests
{
    private static readonly Database People = Some.Database(new Field("email", FieldType.Email), new Field("card", FieldType.String, Matchable: true));

    private static readonly Match ByIdentity = Some.By(MatchBy.Identity, "profile_id");

    private static readonly Hook[] Hooks =
    [
        Some.Import(
            "person",
            null,
            People,
            match: ByIdentity,
            map:
            [
                Some.Map("event_json.city", "_city", People, ignoreEmpty: true),
                Some.Map("event_json.name", "_fname", People, ignoreEmpty: true),
                Some.Map("event_json.email", "email", People, ignoreEmpty: true),
                Some.Map("event_json.card", "card", People, ignoreEmpty: true),
                Some.Map("event_json.phone", "phones", People, ignoreEmpty: true),
            ],
            subscriptions: [Some.Subscription(from: "event_json.email")]),
        Some.Goal("buy", Some.Event("buy"), value: Some.From("event_json.total"), attach: new GoalAttachment(People, ByIdentity, WhenMissing.Anonymous, Stitch: true)),
    ];

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
        await lab.ImportAsync(Records(records));
        Assert.Equal(expected, await PeopleAsync(lab));
        RunCounts again = await lab.ImportAsync(Records(records));
        Assert.Equal((0, 0, 0), (again.Created, again.Updated, again.Goals));
        Assert.Equal(expected, await PeopleAsync(lab));
    }

    [Fact]
    public void Any_order_of_what_one_person_does_on_any_devices_ends_in_the_same_profiles() =>
        Prop.ForAll(OnePerson.ToArbitrary(), sample =>
        {
            (string[] records, int seed) = sample;
            var random = new System.Random(seed);
            string[] shuffled = [.. records];
            random.Shuffle(shuffled);
            int cut = random.Next(shuffled.Length + 1);
            string expected = string.Join('\n', ReadAsync(1000, records).GetAwaiter().GetResult());
            string actual = string.Join('\n', ReadAsync(random.Next(1, 5), shuffled[..cut], shuffled[cut..], records).GetAwaiter().GetResult());
            return (expected == actual).Label($"expected\n{expected}\nbut\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Users_who_share_devices_keep_what_they_said_themselves_in_any_order() =>
        Prop.ForAll(ManyPeople.ToArbitrary(), sample =>
        {
            (string[] records, int seed) = sample;
            string[] shuffled = [.. records];
            new System.Random(seed).Shuffle(shuffled);
            string expected = string.Join('\n', ReadAsync(1000, records).GetAwaiter().GetResult());
            string actual = string.Join('\n', ReadAsync(3, shuffled, records).GetAwaiter().GetResult());
            return (expected == actual).Label($"expected\n{expected}\nbut\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void What_happened_on_shared_devices_read_again_changes_nothing() =>
        Prop.ForAll(SharedDevices.ToArbitrary(), sample =>
        {
            (string[] records, int seed) = sample;
            int size = new System.Random(seed).Next(1, 5);
            string once = string.Join('\n', ReadAsync(size, records).GetAwaiter().GetResult());
            string twice = string.Join('\n', ReadAsync(size, records, records).GetAwaiter().GetResult());
            return (once == twice).Label($"expected\n{once}\nbut\n{twice}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public async Task What_a_device_said_before_its_user_came_back_to_it_stays_what_it_was_when_it_is_read_again()
    {
        string[] records = Records("anna 1", "bob 1", "anna 1", "- 1 city=Omsk", "anna 1");
        Assert.Equal(["anna city=Omsk devices=1", "bob devices="], await ReadAsync(1000, records, records));
    }

    [Fact]
    public async Task Who_only_used_a_device_does_not_take_it_from_its_user()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Records("anna 1", "- 1 city=Omsk");
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
        await lab.ImportAsync(Records("- 1 city=Omsk"));
        long anonymous = (await lab.ProfileStatesAsync()).Single().Id;
        await lab.ImportAsync(Records("- 1 city=Omsk", "anna 1"));

        ProfileState user = (await lab.ProfileStatesAsync()).Single();
        Assert.NotEqual(anonymous, user.Id);
        Assert.Equal(user.Id, (await lab.Store.Queries.GetProfileAsync(anonymous, default))!.Id);
        KeptMerge kept = (await lab.MergesAsync()).Single();
        Assert.Equal((anonymous, user.Id, "appmetrica_device_id", "1"), (kept.Merge.From, kept.Merge.Into, kept.Merge.Rule, kept.Merge.Device.Id));
        Assert.Contains("\"profile_id\":\"anna\"", kept.Merge.Record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_gives_back_fields_subscriptions_and_goals_by_their_source_also_what_came_after_the_merge()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Records("- 1 city=Omsk", "- 1 buy", "anna 2 name=Ann", "anna 2 buy", "anna 1", "- 1 email=a@x.io", "- 1 buy");
        await lab.ImportAsync(records);
        Assert.Equal(["anna city=Omsk name=Ann email=a@x.io devices=1,2 subscriptions=a@x.io goals=3"], await PeopleAsync(lab));

        await SplitAsync(lab, (await lab.MergesAsync()).Single().Id);

        string[] apart = ["- city=Omsk email=a@x.io devices=1 subscriptions=a@x.io goals=2", "anna name=Ann devices=2 goals=1"];
        Assert.Equal(apart, await PeopleAsync(lab));
        await lab.ImportAsync(records);
        Assert.Equal(apart, await PeopleAsync(lab));
        Assert.Empty(lab.Problems());
        Assert.Equal((await lab.ProfileStatesAsync())[0].Id, (await lab.Store.Queries.GetProfileAsync((await lab.MergesAsync()).Single().Merge.From, default))!.Id);
    }

    [Fact]
    public async Task A_newer_sign_in_merges_again_what_was_split()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Records("- 1 city=Omsk", "- 1 buy", "anna 1", "anna 1");
        await lab.ImportAsync(records[..3]);
        await SplitAsync(lab, 1);

        await lab.ImportAsync(records);

        Assert.Equal(["anna city=Omsk devices=1 goals=1"], await PeopleAsync(lab));
        List<KeptMerge> merges = await lab.MergesAsync();
        Assert.Equal([true, false], merges.Select(merge => merge.SplitAt is not null));
        await SplitAsync(lab, merges[1].Id);
        Assert.Equal(["- city=Omsk devices=1 goals=1", "anna devices="], await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_split_leaves_the_device_with_whom_it_went_to_since()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Records("- 1 city=Omsk", "anna 1", "bob 1", "- 1 buy");
        await lab.ImportAsync(records[..3]);
        await SplitAsync(lab, 1);
        string[] apart = ["- city=Omsk devices=", "anna devices=", "bob devices=1"];
        Assert.Equal(apart, await PeopleAsync(lab));

        await lab.ImportAsync(records);

        Assert.Equal(["- city=Omsk devices=", "anna devices=", "bob devices=1 goals=1"], await PeopleAsync(lab));
        Assert.Single(await lab.MergesAsync());
        Assert.Empty(lab.Problems());
    }

    [Fact]
    public async Task Who_was_split_off_and_is_anothers_now_is_not_given_back_by_reading_again()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] records = Records("- 1 city=Omsk", "anna 1", "bob 1");
        await lab.ImportAsync(records[..2]);
        await SplitAsync(lab, 1);
        await lab.ImportAsync(records[2..]);
        string[] joined = ["anna devices=", "bob city=Omsk devices=1"];
        Assert.Equal(joined, await PeopleAsync(lab));

        await lab.ImportAsync(records);

        Assert.Equal(joined, await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_split_returns_what_hooks_by_device_read_too()
    {
        await using Lab lab = await Lab.StartAsync(
        [
            .. Hooks[..1],
            Some.Import("device", Some.Event("open"), People, match: Some.ByDevice, map: [Some.Map("event_json.total", "_region", People, ignoreEmpty: true)]),
            Some.Goal("buy", Some.Event("buy"), attach: new GoalAttachment(People, Some.ByDevice, WhenMissing.Anonymous, Stitch: true)),
        ]);
        string[] records = Records("- 1 city=Omsk", "- 1 buy", "anna 1", "- 1 buy", "- 1 total=7");
        await lab.ImportAsync(records[..3]);
        await lab.ImportAsync(records);
        await SplitAsync(lab, 1);

        Assert.Equal(["- city=Omsk devices=1 goals=2", "anna devices="], await PeopleAsync(lab));
        ProfileState[] people = [.. await lab.ProfileStatesAsync()];
        Assert.Equal("7", people.Single(one => one.CustomUserId is null).Fields["_region"].Visible());
        Assert.Null(people.Single(one => one.CustomUserId is not null).Fields.GetValueOrDefault("_region")?.Visible());
    }

    [Fact]
    public async Task Of_two_merges_the_first_is_split_and_the_other_stays()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Records("- 1 city=Omsk", "- 2 city=Tver", "anna 1", "anna 2"));
        Assert.Equal(["anna city=Tver devices=1,2"], await PeopleAsync(lab));

        await SplitAsync(lab, 2);
        Assert.Equal(["- city=Tver devices=2", "anna city=Omsk devices=1"], await PeopleAsync(lab));

        await SplitAsync(lab, 1);
        Assert.Equal(["- city=Omsk devices=1", "- city=Tver devices=2", "anna devices="], await PeopleAsync(lab));
    }

    [Fact]
    public async Task A_split_that_cannot_be_done_says_why_and_changes_nothing()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Records("- 1 city=Omsk", "anna 1"));
        await SplitAsync(lab, 1);
        string[] apart = await PeopleAsync(lab);

        Assert.Contains("undone already", (await Assert.ThrowsAsync<SplitRefusedException>(() => SplitAsync(lab, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("no merge 7", (await Assert.ThrowsAsync<SplitRefusedException>(() => SplitAsync(lab, 7))).Message, StringComparison.Ordinal);
        Assert.Equal(apart, await PeopleAsync(lab));
    }

    [Fact]
    public async Task Profiles_are_found_by_what_a_merge_brought_and_no_longer_by_what_a_split_took()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Records("- 1 card=A1 email=a@x.io", "anna 1"));
        Assert.Equal("anna", (await FindAsync(lab, "card", "A1"))!.CustomUserId);
        Assert.Equal("anna", (await FindAsync(lab, "email", "a@x.io"))!.CustomUserId);

        await SplitAsync(lab, 1);
        Assert.Empty(lab.Problems());

        Assert.Null((await FindAsync(lab, "card", "A1"))!.CustomUserId);
        Assert.Null((await FindAsync(lab, "email", "a@x.io"))!.CustomUserId);
    }

    [Fact]
    public async Task Beyond_a_hundred_merges_profiles_are_found_and_not_merged_and_that_is_logged()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        string[] devices = [.. Enumerable.Range(1, MergeRefusal.MostMerges + 2).Select(i => $"- {i} city=Omsk")];
        string[] signIns = [.. Enumerable.Range(1, MergeRefusal.MostMerges + 2).Select(i => $"anna {i}")];
        RunCounts counts = await lab.ImportAsync(Records([.. devices, .. signIns, "anna 102 name=Ann"]));

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
        RunCounts counts = await lab.ImportAsync(Records([.. Enumerable.Range(1, MergeRefusal.MostDevices + 1).Select(i => $"anna {i}")]));

        Assert.Equal(MergeRefusal.MostDevices, (await lab.ProfileStatesAsync()).Single().Devices.Count);
        Assert.Equal(1, counts.Warnings["identity_device_limit"]);
    }

    [Fact]
    public async Task A_record_that_is_refused_merges_nothing()
    {
        Database strict = Some.Database(new Field("email", FieldType.Email), new Field("total", FieldType.Number));
        await using Lab lab = await Lab.StartAsync(Some.Import("person", null, strict, match: ByIdentity, map: [Some.Map("event_json.total", "total", strict, ignoreEmpty: true)]));
        await lab.ImportAsync(Records("- 1 total=5", "anna 1 total=many"));

        Assert.Single(await lab.RejectsAsync());
        Assert.Empty(await lab.MergesAsync());
        Assert.Null((await lab.ProfileStatesAsync()).Single().CustomUserId);
    }

    [Fact]
    public async Task A_record_that_names_nobody_is_refused()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Records("- - city=Omsk", "null 0 city=Omsk"));
        Assert.Equal([RejectReason.MatchValueEmpty, RejectReason.MatchValueBlocked], (await lab.RejectsAsync()).Select(reject => reject.Reason));
    }

    [Fact]
    public async Task An_add_only_hook_leaves_a_user_alone_and_merges_nothing_into_it()
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        await lab.ImportAsync(Records("anna 2 name=Ann", "- 1 city=Omsk"));
        await lab.ConfigureAsync(Some.Import("person", null, People, ImportMode.AddOnly, ByIdentity));
        await lab.ImportAsync(Records("anna 1"));
        Assert.Empty(await lab.MergesAsync());
    }

    private static readonly Gen<string> What = Gen.Elements("", " city=Omsk", " city=Tver", " name=Ann", " email=a@x.io", " email=b@x.io", " card=A1", " phone=+79161234567", " buy", " buy");

    private static readonly Gen<(string[] Records, int Seed)> OnePerson =
        from size in Gen.Choose(1, 20)
        from records in (from user in Gen.Elements("anna", "-", "-") from device in Gen.Elements("1", "2", "3", "-") from what in What select user == "-" && device == "-" ? "anna -" + what : $"{user} {device}{what}").ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (Records(records), seed);

    /// <summary>Who did what without a name on a shared device depends on what is known when it is read, so devices alone say nothing here.</summary>
    private static readonly Gen<(string[] Records, int Seed)> ManyPeople =
        from size in Gen.Choose(1, 20)
        from records in (from user in Gen.Elements("anna", "bob", "eve", "-") from device in Gen.Elements("1", "2", "3") from what in What select user == "-" ? $"- {device}" : $"{user} {device}{what}").ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (Records(records), seed);

    private static readonly Gen<(string[] Records, int Seed)> SharedDevices =
        from size in Gen.Choose(3, 20)
        from records in (from user in Gen.Elements("anna", "bob", "-") from device in Gen.Elements("1", "2") from what in What select $"{user} {device}{what}").ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (Records(records), seed);

    private static async Task<string[]> ReadAsync(int batchSize, params string[][] files)
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        foreach (string[] file in files)
        {
            await lab.ImportAsync(batchSize, file);
        }

        return [.. await PeopleAsync(lab), .. lab.Problems()];
    }

    /// <summary>Records as they follow each other by the second: a user or <c>-</c>, a device or <c>-</c>, and what is said: <c>buy</c>, or a member of <c>event_json</c>.</summary>
    private static string[] Records(params string[] lines) => [.. lines.Select((line, second) =>
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] members = [.. words.Skip(2).Where(word => word.Contains('=')).Select(word => word.Split('=')).Select(pair => $"\"{pair[0]}\":\"{pair[1]}\"")];
        return Some.Record(
            words.Contains("buy") ? "buy" : "open",
            $"{{{string.Join(',', members)}}}",
            words[1] == "-" ? "" : words[1],
            second,
            user: words[0] == "-" ? "" : words[0]);
    })];

    /// <summary>Everybody as a line: the user's id or <c>-</c>, fields, devices that are theirs now, subscriptions, how many goals.</summary>
    private static async Task<string[]> PeopleAsync(Lab lab)
    {
        var goals = new List<Goal>();
        await foreach (Goal goal in lab.Store.Queries.ListGoalsAsync(new GoalQuery(), default))
        {
            goals.Add(goal);
        }

        string[] people = [.. (await lab.ProfileStatesAsync()).Select(profile => Line(profile, goals.Count(goal => goal.Profile == profile.Id))).Order(StringComparer.Ordinal)];
        return goals.Exists(goal => goal.Profile is null) ? [.. people, $"nobody goals={goals.Count(goal => goal.Profile is null)}"] : people;
    }

    private static string Line(ProfileState profile, int goals)
    {
        string?[] parts =
        [
            profile.CustomUserId ?? "-",
            FieldText(profile, "_city", "city"),
            FieldText(profile, "_fname", "name"),
            FieldText(profile, "email", "email"),
            FieldText(profile, "card", "card"),
            profile.Fields.GetValueOrDefault("phones")?.VisibleElements().Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } phones ? "phones=" + string.Join("", phones) : null,
            "devices=" + string.Join(',', ProfileIdentity.DeviceIds(profile).Order(StringComparer.Ordinal)),
            profile.Subscriptions.Count == 0 ? null : "subscriptions=" + string.Join(',', profile.Subscriptions.Select(one => one.Address).Order(StringComparer.Ordinal)),
            goals == 0 ? null : $"goals={goals}",
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private static string? FieldText(ProfileState profile, string field, string name) =>
        profile.Fields.GetValueOrDefault(field)?.Visible() is { } value ? $"{name}={value}" : null;

    private static async Task<ProfileState?> FindAsync(Lab lab, string field, string value) =>
        (await lab.Store.Queries.FindProfilesAsync(new ProfileKey(KeySpace.ForField(People.Name, field), value), default)).SingleOrDefault();

    private static Task<KeptMerge> SplitAsync(Lab lab, long merge) =>
        new ProfileSplitting(lab.Store, Some.Catalog(lab.Integration), TimeProvider.System).SplitAsync(merge, "cli", default);
}
