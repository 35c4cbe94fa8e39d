using Connector.Core.Catalog;

namespace Connector.Storage.Keys;

/// <summary>What must change for a store's key spaces to be those of a config.</summary>
/// <param name="Ceased">The config no longer asks for them, or in another form.</param>
internal sealed record SpaceChange(StoredSpace[] Ceased, WantedSpace[] Missing)
{
    public bool IsNone => Ceased.Length == 0 && Missing.Length == 0;

    /// <remarks>Spaces of a database that is not in this config stay as they are: nothing changes its profiles meanwhile.</remarks>
    public static SpaceChange Between(IReadOnlyList<StoredSpace> stored, ConnectorCatalog catalog)
    {
        WantedSpace[] wanted = [.. catalog.Databases.Values.SelectMany(WantedSpace.Of)];
        return new SpaceChange(
            [.. stored.Where(space =>
                catalog.Databases.ContainsKey(space.Space.Database)
                && !wanted.Any(want => want.Space == space.Space && want.Form == space.Form))],
            [.. wanted.Where(want => !stored.Any(space => want.Space == space.Space && want.Form == space.Form))]);
    }
}
