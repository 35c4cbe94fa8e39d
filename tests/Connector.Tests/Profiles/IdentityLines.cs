using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Profiles;

/// <summary>What people do on their devices, and who they are afterwards, a line each.</summary>
internal static class IdentityLines
{
    public static readonly Database People = Some.Database(new Field("email", FieldType.Email), new Field("card", FieldType.String, Matchable: true));

    public static readonly Match ByIdentity = Some.By(MatchBy.Identity, "profile_id");

    public static readonly Hook[] Hooks =
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

    /// <summary>Everybody after files were imported, one after another, and whatever contradicts itself in the store.</summary>
    public static async Task<string[]> ReadAsync(int batchSize, params string[][] files)
    {
        await using Lab lab = await Lab.StartAsync(Hooks);
        foreach (string[] file in files)
        {
            await lab.ImportAsync(batchSize, file);
        }

        return [.. await PeopleAsync(lab), .. lab.Problems()];
    }

    /// <summary>The records of what people did, one after another by the second: a user or <c>-</c>, a device or <c>-</c>, and what is said: <c>buy</c>, or a member of <c>event_json</c>.</summary>
    public static string[] Story(params string[] lines) => [.. lines.Select((line, second) =>
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
    public static async Task<string[]> PeopleAsync(Lab lab)
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
}
