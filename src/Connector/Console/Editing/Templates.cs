using System.Reflection;
using Connector.Core.Catalog;

namespace Connector.Pages;

/// <summary>Texts that a new integration can begin with.</summary>
internal static class Templates
{
    public static readonly IReadOnlyList<(string Name, string Title)> All =
    [
        ("registrations", "Registrations become profiles with a subscription"),
        ("purchases", "Purchases become goals with their sums"),
        ("nothing", "No hook yet: only the application and its schedule"),
    ];

    /// <summary>The text, with the names that this config has.</summary>
    /// <returns>Null: there is no such template.</returns>
    public static string? Text(string name, ConnectorCatalog catalog)
    {
        if (All.All(one => one.Name != name))
        {
            return null;
        }

        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"templates/{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("DATABASE", First(catalog.Databases.Keys, "customers"), StringComparison.Ordinal)
            .Replace("RESOURCE", First(ResourcesOf(catalog), "newsletter"), StringComparison.Ordinal)
            .Replace("PIXEL", First(catalog.Pixels.Keys, "app"), StringComparison.Ordinal);
    }

    private static string First(IEnumerable<string> names, string usual) => names.Order(StringComparer.Ordinal).FirstOrDefault() ?? usual;

    /// <summary>Those that take e-mail subscriptions of the database that <see cref="Text"/> names.</summary>
    private static IEnumerable<string> ResourcesOf(ConnectorCatalog catalog)
    {
        string database = First(catalog.Databases.Keys, "customers");
        return catalog.Resources.Values.Where(one => one.Databases.Contains(database) && one.Channels.Contains(Channel.Email)).Select(one => one.Name);
    }
}
