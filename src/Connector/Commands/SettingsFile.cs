using System.Text.Json;
using Connector.Alerts;
using Connector.Core;

namespace Connector.Commands;

/// <summary>A settings file: defaults for what the command line and the environment do not say.</summary>
internal sealed record SettingsFile(string? Config, string? Store, string? LogLevel, string? LogFormat)
{
    /// <summary>Whom to tell of what goes wrong, and from where on.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.Default;

    public static readonly SettingsFile Empty = new(null, null, null, null);

    private static readonly string[] Known = ["connector.config", "connector.store", "log.level", "log.format"];

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="UsageException">There is no such file, it is no JSON, or it says something that is not known.</exception>
    public static SettingsFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
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
                    values[$"{section.Name}.{setting.Name}"] = TextOf(setting, section.Name, path);
                }
            }

            return new SettingsFile(
                values.GetValueOrDefault(Known[0]),
                values.GetValueOrDefault(Known[1]),
                values.GetValueOrDefault(Known[2]),
                values.GetValueOrDefault(Known[3]))
            {
                Alerts = alerts,
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

    private static string TextOf(JsonProperty setting, string section, string path)
    {
        string name = $"{section}.{setting.Name}";
        if (!Known.Contains(name))
        {
            string[] all = [.. Known, .. AlertSettingsReader.Names];
            string near = Nearest.To(name, all) is { } known ? $"Did you mean {known}?" : $"There are {string.Join(", ", all)}.";
            throw new UsageException($"{path}: there is no setting {name}. {near}");
        }

        return setting.Value.ValueKind == JsonValueKind.String
            ? setting.Value.GetString()!
            : throw new UsageException($"{path}: {name} must be a text.");
    }
}
