using System.Text.Json;
using Connector.Alerts;
using Connector.Core;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Commands;

/// <summary>A settings file: defaults for what the command line and the environment do not say.</summary>
internal sealed record SettingsFile(
    string? Config = null,
    string? Store = null,
    string? LogLevel = null,
    string? LogFormat = null,
    int? RunsDays = null,
    int? RejectsDays = null,
    int? AuditDays = null,
    int? MessagesDays = null,
    string? Urls = null,
    string? Samples = null)
{
    /// <summary>Whom to tell of what goes wrong, and from where on.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.Default;

    public int? DeliveriesDays { get; init; }

    /// <summary>As <see cref="Commands.Settings.AllowedHosts"/>, with semicolons between.</summary>
    public string? AllowedHosts { get; init; }

    public int? RecordMegabytes { get; init; }

    public int? Columns { get; init; }

    public int? ExportMegabytes { get; init; }

    public static readonly SettingsFile Empty = new();

    private const int LongestDays = 36_500;

    private static readonly string[] Texts = ["connector.config", "connector.store", "log.level", "log.format", "connector.urls", "connector.samples", "connector.allowedHosts"];

    private static readonly string[] Days = ["retention.runsDays", "retention.rejectsDays", "retention.auditDays", "retention.messagesDays", "retention.deliveriesDays"];

    private static readonly (string Name, int Most)[] Limits =
    [
        ("limits.recordMegabytes", ExportLimits.MostMegabytes),
        ("limits.columns", ExportLimits.MostColumns),
        ("limits.exportMegabytes", ExportLimits.MostExportMegabytes),
    ];

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UsageException">There is no such file, it is no JSON, or it says something that is not known.</exception>
    public static SettingsFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            var numbers = new Dictionary<string, int?>(StringComparer.Ordinal);
            AlertSettings alerts = AlertSettings.Default;
            foreach (JsonProperty section in MembersOf(document.RootElement, path, "The file"))
            {
                if (section.Name == AlertSettingsReader.Section)
                {
                    alerts = new AlertSettingsReader(path).Read(section.Value);
                    continue;
                }

                foreach (JsonProperty setting in MembersOf(section.Value, path, section.Name))
                {
                    string name = $"{section.Name}.{setting.Name}";
                    if (Days.Contains(name))
                    {
                        numbers[name] = DaysOf(setting.Value, name, path);
                    }
                    else if (Array.Find(Limits, limit => limit.Name == name) is { Name: not null } limit)
                    {
                        numbers[name] = LimitOf(setting.Value, limit, path);
                    }
                    else
                    {
                        texts[name] = TextOf(setting.Value, name, path);
                    }
                }
            }

            return new SettingsFile(
                texts.GetValueOrDefault(Texts[0]),
                texts.GetValueOrDefault(Texts[1]),
                texts.GetValueOrDefault(Texts[2]),
                texts.GetValueOrDefault(Texts[3]),
                numbers.GetValueOrDefault(Days[0]),
                numbers.GetValueOrDefault(Days[1]),
                numbers.GetValueOrDefault(Days[2]),
                numbers.GetValueOrDefault(Days[3]),
                texts.GetValueOrDefault(Texts[4]),
                texts.GetValueOrDefault(Texts[5]))
            {
                Alerts = alerts,
                DeliveriesDays = numbers.GetValueOrDefault(Days[4]),
                AllowedHosts = texts.GetValueOrDefault(Texts[6]),
                RecordMegabytes = numbers.GetValueOrDefault(Limits[0].Name),
                Columns = numbers.GetValueOrDefault(Limits[1].Name),
                ExportMegabytes = numbers.GetValueOrDefault(Limits[2].Name),
            };
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}:{e.LineNumber + 1}: the settings are no JSON. appsettings.sample.json shows how they are written.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The settings file {path} cannot be read. Name another with --settings.");
        }
    }

    private static JsonElement.ObjectEnumerator MembersOf(JsonElement element, string path, string name) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject()
            : throw new UsageException($"{path}: {name} must be an object. appsettings.sample.json shows how settings are written.");

    private static string TextOf(JsonElement value, string name, string path)
    {
        if (!Texts.Contains(name))
        {
            string[] known = [.. Texts, .. Days, .. Limits.Select(limit => limit.Name), .. AlertSettingsReader.Names];
            string hint = Nearest.To(name, known) is { } near ? $"Did you mean {near}?" : $"There are {string.Join(", ", known)}.";
            throw new UsageException($"{path}: there is no setting {name}. {hint}");
        }

        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new UsageException($"{path}: {name} must be a text.");
    }

    private static int LimitOf(JsonElement value, (string Name, int Most) limit, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 1 && number <= limit.Most
            ? number
            : throw new UsageException($"{path}: {limit.Name} must be a whole number from 1 to {limit.Most}.");

    private static int DaysOf(JsonElement value, string name, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int days) && days is >= 0 and <= LongestDays
            ? days
            : throw new UsageException($"{path}: {name} must be a whole number of days, at most {LongestDays}; 0 keeps for ever.");
}
