using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Storage.Keys;

namespace Connector.Storage.Postgres;

/// <summary>All the keys that lead to a profile, or would if what was merged into it were apart: who merges or splits it changes no others.</summary>
internal sealed class EveryKey(ConnectorCatalog catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf)
{
    public IEnumerable<ProfileKey> Of(string database, ProfileContents contents) =>
        catalog.Databases.TryGetValue(database, out Database? known)
            ? Sources(contents).SelectMany(source => Of(known, new ProfileState(0, database, source))).Distinct()
            : [];

    private IEnumerable<ProfileKey> Of(Database database, ProfileState profile) =>
        WantedSpace.Of(database).SelectMany(space => space.KeysOf(profile, keysOf).Select(value => new ProfileKey(space.Space, value)));

    private static IEnumerable<ProfileContents> Sources(ProfileContents contents) =>
        contents.Own is { } own ? [contents, own, .. contents.Parts.Select(part => part.Contents)] : [contents];
}
