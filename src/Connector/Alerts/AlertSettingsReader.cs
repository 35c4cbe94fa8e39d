using System.Globalization;
using System.Text.Json;
using Connector.Commands;
using Connector.Core;
using Connector.Core.Alerts;

namespace Connector.Alerts;

/// <summary>Reads the section <c>alerts</c> of a settings file.</summary>
internal sealed class AlertSettingsReader(string path)
{
    public const string Section = "alerts";

    /// <summary>The settings, as the file names them.</summary>
    public static readonly IReadOnlyList<string> Names = [$"{Section}.failedRuns", $"{Section}.lag", $"{Section}.rejectShare", $"{Section}.webhooks"];

    private static readonly string[] WebhookNames = ["events", "name", "secret", "url"];

    /// <exception cref="UsageException">Something is not known, missing or not written right.</exception>
    public AlertSettings Read(JsonElement section)
    {
        AlertLimits limits = AlertLimits.Default;
        List<WebhookSettings> webhooks = [];
        foreach (JsonProperty setting in MembersOf(section, Section))
        {
            string name = $"{Section}.{setting.Name}";
            switch (setting.Name)
            {
                case "failedRuns":
                    limits = limits with { FailedRuns = setting.Value.TryGetWhole(out int runs) && runs is >= 1 and <= 100 ? runs : throw Wrong(name, "a whole number from 1 to 100") };
                    break;
                case "lag":
                    limits = limits with { Lag = LagOf(setting.Value, name) };
                    break;
                case "rejectShare":
                    limits = limits with { RejectShare = setting.Value.TryGetShare(out double share) ? share : throw Wrong(name, "a number from 0 to 1, such as 0.05 for 5 %") };
                    break;
                case "webhooks":
                    webhooks = WebhooksOf(setting.Value, name);
                    break;
                default:
                    throw Unknown(name, Names);
            }
        }

        return new AlertSettings(limits, webhooks.Count == 0 ? AlertSettings.Default.Webhooks : webhooks);
    }

    private List<WebhookSettings> WebhooksOf(JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, "a list");
        }

        var webhooks = new List<WebhookSettings>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            WebhookSettings webhook = WebhookOf(item, $"{name}[{webhooks.Count}]");
            if (webhooks.Exists(other => other.Name == webhook.Name))
            {
                throw new UsageException($"{path}: two webhooks are named {webhook.Name}. Give each a name of its own: the log and messages on their way know them by it.");
            }

            webhooks.Add(webhook);
        }

        return webhooks;
    }

    private WebhookSettings WebhookOf(JsonElement item, string place)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<string>? events = null;
        foreach (JsonProperty setting in MembersOf(item, place))
        {
            string name = $"{place}.{setting.Name}";
            if (!WebhookNames.Contains(setting.Name))
            {
                throw Unknown(name, WebhookNames.Select(known => $"{place}.{known}"));
            }

            if (setting.Name == "events")
            {
                events = EventsOf(setting.Value, name);
            }
            else
            {
                texts[setting.Name] = setting.Value.ValueKind == JsonValueKind.String && setting.Value.GetString() is { Length: > 0 } text ? text : throw Wrong(name, "a text");
            }
        }

        return new WebhookSettings(path, Needed("name"), Needed("url"), Needed("secret"), events);

        string Needed(string setting) => texts.GetValueOrDefault(setting) ?? throw new UsageException($"{path}: {place} needs a {setting}. appsettings.sample.json shows how a webhook is written.");
    }

    private List<string> EventsOf(JsonElement list, string name)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw Wrong(name, $"a list of {string.Join(", ", AlertKind.All)}");
        }

        var events = new List<string>();
        foreach (JsonElement item in list.EnumerateArray())
        {
            string word = item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText();
            if (!AlertKind.All.Contains(word))
            {
                throw new UsageException($"{path}: there is no event '{word}' in {name}. {Hint(word, AlertKind.All)}");
            }

            events.Add(word);
        }

        return events;
    }

    private TimeSpan LagOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String
        && TimeSpan.TryParseExact(value.GetString(), "c", CultureInfo.InvariantCulture, out TimeSpan lag)
        && lag > TimeSpan.Zero
            ? lag
            : throw Wrong(name, "a span of time, hh:mm:ss or d.hh:mm:ss");

    private JsonElement.ObjectEnumerator MembersOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : throw Wrong(name, "an object");

    private UsageException Wrong(string name, string wanted) => new($"{path}: {name} must be {wanted}.");

    private UsageException Unknown(string name, IEnumerable<string> known) => new($"{path}: there is no setting {name}. {Hint(name, known)}");

    private static string Hint(string word, IEnumerable<string> known) =>
        Nearest.To(word, known) is { } near ? $"Did you mean {near}?" : $"There are {string.Join(", ", known)}.";
}

/// <summary>Numbers of a settings file.</summary>
file static class Numbers
{
    public static bool TryGetWhole(this JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }

    public static bool TryGetShare(this JsonElement value, out double share)
    {
        share = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out share) && share is >= 0 and <= 1;
    }
}
