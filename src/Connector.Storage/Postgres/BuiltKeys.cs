using Connector.Core.Profiles;
using Connector.Storage.Keys;

namespace Connector.Storage.Postgres;

/// <summary>Keys that a store which is only read was not prepared for, held in memory as long as it is open.</summary>
internal sealed class BuiltKeys
{
    private readonly Dictionary<KeySpace, Dictionary<string, List<long>>> _spaces = [];

    public bool Has(KeySpace space) => _spaces.ContainsKey(space);

    /// <returns>The ids of the profiles that have the key, ascending; none for a space that was not built.</returns>
    public IReadOnlyList<long> Of(ProfileKey key) =>
        _spaces.TryGetValue(key.Space, out Dictionary<string, List<long>>? values) && values.TryGetValue(key.Value, out List<long>? profiles) ? profiles : [];

    public void Begin(WantedSpace space) => _spaces[space.Space] = new Dictionary<string, List<long>>(StringComparer.Ordinal);

    /// <param name="profile">With a greater id than the one before.</param>
    public void Add(KeySpace space, string value, long profile)
    {
        Dictionary<string, List<long>> values = _spaces[space];
        if (!values.TryGetValue(value, out List<long>? profiles))
        {
            values.Add(value, profiles = []);
        }

        if (profiles.Count == 0 || profiles[^1] != profile)
        {
            profiles.Add(profile);
        }
    }
}
