using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Storage.Tests;

/// <summary>People who sign in on devices, read into a store as a file is.</summary>
internal static class PeopleStories
{
    public static readonly Database People = Some.Database(new Field("email", FieldType.Email));

    private static readonly Match ByIdentity = Some.By(MatchBy.Identity, "profile_id");

    private static readonly Integration App = Some.Integration(
        Some.Import(
            "person",
            database: People,
            match: ByIdentity,
            map: [Some.Map("event_json.city", "_city", People, ignoreEmpty: true), Some.Map("event_json.name", "_fname", People, ignoreEmpty: true)]),
        Some.Goal("buy", Some.Event("buy"), attach: new GoalAttachment(People, ByIdentity, WhenMissing.Anonymous, Stitch: true)));

    public static ConnectorCatalog Catalog { get; } = Some.Catalog(App);

    public static IEnumerable<string> KeysOf(Database database, Field field, ProfileState profile) => ProfileEditor.KeysOf(field, profile);

    public static ValueTask PrepareForPeopleAsync(this OpenStore store) => store.PrepareAsync(Catalog, KeysOf);

    public static async Task ReadAsync(this OpenStore store, IEnumerable<string> records, int batchSize = 1000)
    {
        byte[] file = Encoding.UTF8.GetBytes(string.Join('\n', records));
        RunState run = await new Synchronizer(null!, store.Batches, store.Progress, TimeProvider.System, batchSize).ImportAsync(
            App,
            LogResource.Events,
            TimeZoneInfo.Utc,
            (schema, sink, token) => new ExportDecoder().DecodeAsync(new MemoryStream(file), ExportFormat.JsonLines, schema, sink, token),
            null,
            default);
        Assert.Equal((RunStatus.Done, null, 0), (run.Status, run.Error, run.Counts.Rejected));
    }

    /// <summary>
    /// Everybody has devices of their own, on which much is done without a name, and there are some that all use. What is done there without a
    /// name is nobody's for sure, so it says nothing.
    /// </summary>
    public static string[] Records(Random random, int people, int count) => [.. Enumerable.Range(0, count).Select(second =>
    {
        int person = random.Next(people);
        bool isNamed = random.Next(3) == 0;
        bool isShared = random.Next(4) == 0;
        string said = isShared && !isNamed ? "" : random.Next(3) switch
        {
            0 => $"\"city\":\"City {random.Next(5)}\"",
            1 => $"\"name\":\"Name {random.Next(5)}\"",
            _ => "",
        };
        bool buys = (isNamed || !isShared) && random.Next(3) == 0;
        return Record(second, isNamed ? $"user{person}" : "", isShared ? $"900{random.Next(3)}" : $"1{person:00}{random.Next(3)}", buys ? "buy" : "open", said);
    })];

    public static string Record(int second, string user, string device, string name = "open", string said = "") =>
        Some.Record(name, $"{{{said}}}", device, second, user: user);

    /// <summary>Everybody as a line, with the times of their goals, and how many goals are nobody's.</summary>
    public static async Task<string[]> PeopleAsync(this OpenStore store)
    {
        List<Goal> goals = await store.Queries.ListGoalsAsync(new GoalQuery(), default).ToListAsync();
        List<ProfileState> all = await store.Queries.ListProfilesAsync(new ProfileQuery(), default).ToListAsync();
        return
        [
            .. all.Select(profile => Line(profile, goals.Where(goal => goal.Profile == profile.Id))).Order(StringComparer.Ordinal),
            $"goals {goals.Count}, of nobody {goals.Count(goal => goal.Profile is null)}, of somebody who is gone {goals.Count(goal => goal.Profile is { } id && all.TrueForAll(one => one.Id != id))}",
        ];
    }

    private static string Line(ProfileState profile, IEnumerable<Goal> goals) => string.Join(
        ' ',
        profile.CustomUserId ?? "-",
        profile.Fields.GetValueOrDefault("_city")?.Visible() ?? "-",
        profile.Fields.GetValueOrDefault("_fname")?.Visible() ?? "-",
        string.Join(',', ProfileIdentity.DeviceIds(profile).Order(StringComparer.Ordinal)),
        string.Join(',', goals.Select(goal => goal.At).Order()));
}
