using System.Collections.Immutable;
using System.Text.Json;

namespace Connector.Sandbox.Deliveries;

/// <summary>One application of Metrix: takes messages as its guide says, refuses what that does not allow, and drops what it would drop without a word.</summary>
public sealed class MetrixApplication
{
    /// <summary>The first of September 2001: a smaller time was meant in seconds.</summary>
    private const long LeastTime = 1_000_000_000_000;

    private static readonly string[] Texts = ["firstName", "lastName", "phoneNumber", "email", "country", "city", "region", "locality", "gender"];

    private readonly Lock _gate = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<(string, long)> _times = [];
    private readonly HashSet<string> _users = new(StringComparer.Ordinal);
    private readonly List<MetrixMessage> _messages = [];
    private readonly List<string> _dropped = [];
    private int _repeats;

    /// <summary>Those that were taken, each once, in the order in which they came.</summary>
    public IReadOnlyList<MetrixMessage> Messages => Read(() => _messages.ToArray());

    /// <summary>Ids of messages that were dropped, with the reason.</summary>
    public IReadOnlyList<string> Dropped => Read(() => _dropped.ToArray());

    /// <summary>Messages whose id had come before.</summary>
    public int Repeats => Read(() => _repeats);

    internal void Take(string text)
    {
        JsonElement body = Body.Parse(text);
        string? custom = body.TextOrNull("customUserId");
        string? device = body.TextOrNull("metrixUserId");
        if (custom is null && device is null)
        {
            throw new Refusal(400, "customUserId or metrixUserId must be there");
        }

        ImmutableArray<MetrixMessage> messages = [.. body.Of("messages", JsonValueKind.Array).EnumerateArray().Select(one => Check(one, custom, device))];
        if (messages.IsEmpty)
        {
            throw new Refusal(400, "messages is empty");
        }

        lock (_gate)
        {
            foreach (MetrixMessage message in messages)
            {
                Keep(message);
            }
        }
    }

    private void Keep(MetrixMessage message)
    {
        if (!_ids.Add(message.Id))
        {
            _repeats++;
            return;
        }

        if (message.MetrixUserId is { } device && !_times.Add((device, message.Time)))
        {
            _dropped.Add($"{message.Id}: another one of the device has its time");
            return;
        }

        string user = message.CustomUserId is { } custom ? $"c:{custom}" : $"m:{message.MetrixUserId}";
        if (message.Type == "user")
        {
            _users.Add(user);
        }
        else if (!_users.Contains(user))
        {
            _dropped.Add($"{message.Id}: nobody registered the user");
            return;
        }

        _messages.Add(message);
    }

    private static MetrixMessage Check(JsonElement message, string? custom, string? device)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw new Refusal(400, "a message is no object");
        }

        string type = message.Text("type");
        long time = message.Whole("time");
        if (time < LeastTime)
        {
            throw new Refusal(400, "time must be milliseconds; this looks like seconds");
        }

        switch (type)
        {
            case "user":
                CheckUser(message);
                break;
            case "action":
                NameOf(message);
                break;
            case "revenue":
                NameOf(message);
                message.CheckNumber("revenue", isRequired: true);
                message.Text("currency");
                break;
            default:
                throw new Refusal(400, $"there is no type {type}");
        }

        return new MetrixMessage(message.Text("id"), type, time, custom, device, message.GetRawText());
    }

    private static void CheckUser(JsonElement message)
    {
        foreach (string name in Texts)
        {
            message.TextOrNull(name);
        }

        if (message.TryGetProperty("birthday", out _))
        {
            message.Whole("birthday");
        }

        if (message.TryGetProperty("customAttributes", out _))
        {
            message.Of("customAttributes", JsonValueKind.Object);
        }
    }

    private static void NameOf(JsonElement message)
    {
        if (string.IsNullOrEmpty(message.TextOrNull("name") ?? message.TextOrNull("customName")))
        {
            throw new Refusal(400, "name or customName must be there");
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}

/// <param name="Text">The message as it was sent.</param>
public sealed record MetrixMessage(string Id, string Type, long Time, string? CustomUserId, string? MetrixUserId, string Text);
