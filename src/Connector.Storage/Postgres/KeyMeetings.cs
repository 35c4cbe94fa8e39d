using Connector.Core.Profiles;

namespace Connector.Storage.Postgres;

/// <summary>Which of the profiles that were found may become one.</summary>
internal static class KeyMeetings
{
    /// <param name="found">For each wanted key the ids of its profiles.</param>
    /// <param name="read">What is known of them.</param>
    /// <returns>The ids of anonymous profiles that have a device, and of the user who is named with it, each with its database.</returns>
    public static Dictionary<long, string> Find(WorkingSet set, List<long>[] found, Dictionary<long, ProfileContents> read)
    {
        var places = new Dictionary<KeyEntry, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < set.Wanted.Count; i++)
        {
            places.Add(set.Wanted[i], i);
        }

        var meeting = new Dictionary<long, string>();
        foreach ((KeyEntry user, KeyEntry device) in set.Meetings)
        {
            long[] anonymous = [.. Of(device).Where(id => read[id].CustomUserId is null)];
            foreach (long id in anonymous.Length == 0 ? [] : anonymous.Concat(Of(user)))
            {
                meeting[id] = device.Key.Space.Database;
            }
        }

        return meeting;

        IEnumerable<long> Of(KeyEntry entry) => places.TryGetValue(entry, out int place) ? found[place].Where(read.ContainsKey) : [];
    }
}
