using Connector.Configuration;
using Connector.Core.Catalog;

namespace Connector.Tests.Configuration;

public sealed class ShippedConfigTests
{
    [Fact]
    public void Every_shipped_example_loads_without_a_problem()
    {
        ConfigResult result = ConfigFolder.Load(RepositoryConfig.Folder, RepositoryConfig.Environment);
        Assert.Empty(result.Problems);
        Assert.Equal(["bank-app", "shop-app"], result.Catalog!.Integrations.Keys.Order());
    }

    [Fact]
    public void Every_hook_of_every_example_has_a_test()
    {
        ConnectorCatalog catalog = ConfigFolder.Load(RepositoryConfig.Folder, RepositoryConfig.Environment).Catalog!;
        foreach (Integration integration in catalog.Integrations.Values)
        {
            Assert.True(integration.Tests.Length >= 5, integration.Name);
        }
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
        Assert.Equal(5, wanted.Count);
        foreach ((string path, string content) in wanted)
        {
            Assert.Equal(content, File.ReadAllText(path));
        }
    }
}
