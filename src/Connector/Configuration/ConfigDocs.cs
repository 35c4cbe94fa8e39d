using Connector.Configuration.Docs;
using Connector.Configuration.Settings;

namespace Connector.Configuration;

/// <summary>The files of a config folder that come from the settings' declarations: JSON Schemas, and the tables in README.md.</summary>
public static class ConfigDocs
{
    private const string TablesBegin = "<!-- settings: made by `connector schema`, do not edit -->";
    private const string TablesEnd = "<!-- /settings -->";

    private static readonly Block[] Files = [DatabaseSettings.Block, ResourceSettings.Block, PixelSettings.Block, IntegrationSettings.Block, DestinationSettings.Block];

    /// <summary>Writes them into a config folder; a README.md that is there keeps everything but its tables.</summary>
    /// <returns>The paths of the files that changed.</returns>
    public static IReadOnlyList<string> Write(string directory)
    {
        List<string> changed = [];
        foreach ((string path, string content) in Wanted(directory))
        {
            if (!File.Exists(path) || File.ReadAllText(path) != content)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, content);
                changed.Add(path);
            }
        }

        return changed;
    }

    /// <summary>What each of the files should hold, by its path.</summary>
    internal static IReadOnlyDictionary<string, string> Wanted(string directory)
    {
        Dictionary<string, string> wanted = Files.ToDictionary(
            file => Path.Combine(directory, "schemas", $"{file.Key}.schema.json"), JsonSchemas.For, StringComparer.Ordinal);
        string readme = Path.Combine(directory, "README.md");
        wanted.Add(readme, WithTables(File.Exists(readme) ? File.ReadAllText(readme) : "# Config\n"));
        return wanted;
    }

    private static string WithTables(string readme)
    {
        string tables = $"{TablesBegin}\n\n{SettingsTables.Write(Files)}{TablesEnd}";
        int begin = readme.IndexOf(TablesBegin, StringComparison.Ordinal);
        int end = readme.IndexOf(TablesEnd, StringComparison.Ordinal);
        return begin < 0 || end < begin
            ? $"{readme.TrimEnd()}\n\n{tables}\n"
            : readme[..begin] + tables + readme[(end + TablesEnd.Length)..];
    }
}
