using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Deliveries;

/// <summary>One account of Altcraft: imports and registers as its guide says, and refuses what that does not allow.</summary>
public sealed class AltcraftAccount
{
    private static readonly string[] Matchings = ["email", "email_profile", "phone", "profile_id", "custom"];
    private static readonly string[] Statuses = ["subscribed", "unsubscribed", "complained", "hardbounced", "unconfirmed", "suspended", "invalid"];

    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<AltcraftProfile> _profiles = [];
    private readonly List<AltcraftGoal> _goals = [];
    private int _repeats;
    private int _imports;

    /// <summary>In the order in which they were first imported.</summary>
    public IReadOnlyList<AltcraftProfile> Profiles => Read(() => _profiles.ToArray());

    /// <summary>In the order in which they were registered.</summary>
    public IReadOnlyList<AltcraftGoal> Goals => Read(() => _goals.ToArray());

    /// <summary>Requests that were refused since they had come before.</summary>
    public int Repeats => Read(() => _repeats);

    /// <summary>Imports that were carried out.</summary>
    public int Imports => Read(() => _imports);

    /// <param name="identity">Headers and body: what makes a request the repeat of another.</param>
    internal string Import(string identity, string text) => Once(identity, text, body =>
    {
        (AltcraftProfile? found, long database) = Find(body);
        JsonElement data = body.Of("data", JsonValueKind.Object);
        Check(data);
        if (found is null && body.Text("matching") == "profile_id")
        {
            throw new Refusal(404, "profile not found");
        }

        AltcraftProfile profile = found ?? Add(database);
        Write(profile, data);
        _imports++;
        return profile.Id;
    });

    /// <inheritdoc cref="Import"/>
    internal string Register(string identity, string text) => Once(identity, text, body =>
    {
        long pixel = body.Whole("pixel_id");
        string name = body.Text("goal");
        if (name.Length > 128)
        {
            throw new Refusal(400, "goal is too long");
        }

        body.CheckNumber("value", isRequired: false);
        if (body.TextOrNull("date") is { } date && !DateTimeOffset.TryParse(date, out _))
        {
            throw new Refusal(400, "date must be RFC 3339");
        }

        AltcraftProfile profile = Find(body).Profile ?? throw new Refusal(404, "profile not found");
        string? value = body.TryGetProperty("value", out JsonElement number) ? number.GetRawText() : null;
        _goals.Add(new AltcraftGoal(profile.Id, pixel, name, value, body.TextOrNull("date")));
        return profile.Id;
    });

    private string Once(string identity, string text, Func<JsonElement, string> apply)
    {
        lock (_gate)
        {
            JsonElement body = Body.Parse(text);
            if (!_known.Add(identity))
            {
                _repeats++;
                throw new Refusal(400, "Duplicate request");
            }

            return apply(body);
        }
    }

    private (AltcraftProfile? Profile, long Database) Find(JsonElement body)
    {
        long database = body.Whole("db_id");
        string matching = body.Text("matching");
        if (!Matchings.Contains(matching))
        {
            throw new Refusal(400, "unknown matching");
        }

        Func<AltcraftProfile, bool> isWanted = matching switch
        {
            "profile_id" when body.Text("profile_id") is var id => profile => profile.Id == id,
            "phone" when body.Text("phone") is var phone => profile => profile.Has("phones", phone),
            "custom" when (body.Text("field_name"), body.Text("field_value")) is var (field, value) => profile => profile.Has(field, value),
            _ when body.Text("email") is var email => profile =>
                profile.Has("email", email) || (matching == "email" && profile.Subscriptions.Any(one => one.Contains($"\"email\":\"{email}\"", StringComparison.Ordinal))),
            _ => static _ => false,
        };
        AltcraftProfile[] found = [.. _profiles.Where(profile => profile.Database == database && isWanted(profile))];
        return found.Length > 1 ? throw new Refusal(409, "several profiles match") : (found.FirstOrDefault(), database);
    }

    private AltcraftProfile Add(long database)
    {
        var profile = new AltcraftProfile((_profiles.Count + 1).ToString("x24"), database);
        _profiles.Add(profile);
        return profile;
    }

    private static void Check(JsonElement data)
    {
        if (!data.TryGetProperty("subscriptions", out JsonElement subscriptions))
        {
            return;
        }

        foreach (JsonElement one in data.Of("subscriptions", JsonValueKind.Array).EnumerateArray())
        {
            one.Whole("resource_id");
            switch (one.Text("channel"))
            {
                case "email":
                    one.Text("email");
                    break;
                case "sms":
                    one.Text("phone");
                    break;
                case "push":
                    one.Text("provider");
                    one.Text("subscription_id");
                    break;
                default:
                    throw new Refusal(400, "unknown channel");
            }

            if (!Statuses.Contains(one.Text("status")))
            {
                throw new Refusal(400, "unknown status");
            }
        }
    }

    private static void Write(AltcraftProfile profile, JsonElement data)
    {
        foreach (JsonProperty member in data.EnumerateObject())
        {
            if (member.Name == "subscriptions")
            {
                profile.SubscriptionsNow = [.. member.Value.EnumerateArray().Select(one => JsonNode.Parse(one.GetRawText())!.ToJsonString())];
            }
            else if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TextOrNull("action") == "unset")
            {
                profile.FieldsNow.TryRemove(member.Name, out _);
            }
            else
            {
                profile.FieldsNow[member.Name] = member.Value.GetRawText();
            }
        }

        profile.History.Enqueue(data.GetRawText());
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
