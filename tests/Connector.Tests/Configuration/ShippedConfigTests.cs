using Connector.Configuration;
using Connector.Configuration.Json;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;
using Newtonsoft.Json.Linq;

namespace Connector.Tests.Configuration;

public sealed class ShippedConfigTests
{
    private static readonly (string Folder, Block Block)[] Kinds =
    [
        ("databases", DatabaseSettings.Block),
        ("resources", ResourceSettings.Block),
        ("pixels", PixelSettings.Block),
        ("integrations", IntegrationSettings.Block),
        ("destinations", DestinationSettings.Block),
    ];

    [Fact]
    public void Every_shipped_example_loads_without_a_problem()
    {
        ConfigResult result = ConfigFolder.Load(RepositoryConfig.Folder, RepositoryConfig.Environment);
        Assert.Empty(result.Problems);
        Assert.Equal(["bank-app", "metrix-server", "shop-app"], result.Catalog!.Integrations.Keys.Order());
        Assert.Equal(["altcraft", "metrix"], result.Catalog!.Destinations.Keys.Order());
    }

    [Fact]
    public void Every_hook_of_every_example_has_a_test()
    {
        ConnectorCatalog catalog = ConfigFolder.Load(RepositoryConfig.Folder, RepositoryConfig.Environment).Catalog!;
        foreach (Integration integration in catalog.Integrations.Values)
        {
            Assert.Equal(
                integration.Hooks.Select(hook => hook.Name).Order(),
                integration.Tests.Select(test => (string)JObject.Parse(test.Expect)["hook"]!).Distinct().Order());
        }
    }

    [Fact]
    public void Examples_show_every_setting_and_every_word_a_setting_takes()
    {
        HashSet<string> shown = new(StringComparer.Ordinal);
        HashSet<string> declared = new(StringComparer.Ordinal);
        // One example of each kind of destination cannot show settings that exclude each other.
        foreach ((string folder, Block block) in Kinds.Where(kind => kind.Folder != "destinations"))
        {
            Declare(block, declared, []);
            foreach (string file in Directory.EnumerateFiles(Path.Combine(RepositoryConfig.Folder, folder)))
            {
                Show(ConfigText.Parse(File.ReadAllText(file), new FileProblems(file))!, block, shown);
            }
        }

        Assert.Contains("hook.mode: add_only", declared);
        Assert.Equal("", string.Join(", ", declared.Except(shown)));
    }

    /// <summary>Set UPDATE_CONFIG_DOCS=1 to write the files instead of comparing them.</summary>
    [Fact]
    public void Schemas_and_tables_are_what_the_settings_declare()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_CONFIG_DOCS") == "1")
        {
            ConfigDocs.Write(RepositoryConfig.Folder);
        }

        IReadOnlyDictionary<string, string> wanted = ConfigDocs.Wanted(RepositoryConfig.Folder);
        Assert.Equal(6, wanted.Count);
        foreach ((string path, string content) in wanted)
        {
            Assert.Equal(content, File.ReadAllText(path));
        }
    }

    [Fact]
    public void Writing_the_docs_mends_stale_tables_and_keeps_the_prose()
    {
        using var config = new TemporaryConfig();
        string readme = Path.Combine(config.Folder, "README.md");
        File.WriteAllText(readme, "# Mine\n");
        Assert.Equal(6, ConfigDocs.Write(config.Folder).Count);
        File.WriteAllText(readme, File.ReadAllText(readme).Replace("`defaultPhoneCountry`", "`stale`", StringComparison.Ordinal) + "\nThe end.\n");

        Assert.Equal([readme], ConfigDocs.Write(config.Folder));

        string mended = File.ReadAllText(readme);
        Assert.Contains("`defaultPhoneCountry`", mended, StringComparison.Ordinal);
        Assert.StartsWith("# Mine\n", mended, StringComparison.Ordinal);
        Assert.EndsWith("\nThe end.\n", mended, StringComparison.Ordinal);
        Assert.Empty(ConfigDocs.Write(config.Folder));
    }

    private static void Declare(Block block, HashSet<string> declared, HashSet<Block> seen)
    {
        foreach (Setting setting in seen.Add(block) ? block.Settings : [])
        {
            declared.Add($"{block.Key}.{setting.Name}");
            declared.UnionWith(WordsOf(setting).Select(word => $"{block.Key}.{setting.Name}: {word}"));
            if (setting.Shape.Inner is { } inner)
            {
                Declare(inner, declared, seen);
            }
        }
    }

    private static IEnumerable<string> WordsOf(Setting setting) => setting.Shape is LogResourceShape
        ? []
        : setting.Shape.Schema(_ => []).SelectTokens("$..enum").SelectMany(words => words.Values<string>()).OfType<string>();

    private static void Show(ConfigNode node, Block block, HashSet<string> shown)
    {
        foreach (Member member in ((ObjectNode)node).Members)
        {
            Setting? setting = block.Find(member.Name);
            foreach (ConfigNode value in member.Value is ArrayNode list ? list.Items : [member.Value])
            {
                shown.Add($"{block.Key}.{member.Name}");
                shown.Add($"{block.Key}.{member.Name}: {(value as TextNode)?.Text}");
                if (setting?.Shape.Inner is { } inner)
                {
                    Show(value, inner, shown);
                }
            }
        }
    }
}
