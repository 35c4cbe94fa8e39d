using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>Fills in the keys that a batch asks for.</summary>
internal static class SetLoading
{
    public static void Load(WorkingSet set, SqliteTables tables)
    {
        Wanted[] wanted = [.. set.Wanted.Select(entry => new Wanted(tables.Spaces[entry.Key.Space], entry))];
        if (wanted.Length == 0)
        {
            return;
        }

        // In the order of the index, and then of the table: neighbours share pages.
        Array.Sort(wanted, Wanted.InOrder);
        var found = new List<long>(wanted.Length);
        int[] ends = new int[wanted.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            tables.Keys.Find(wanted[i].Space, wanted[i].Entry.Key.Value, found);
            ends[i] = found.Count;
        }

        LoadProfiles(found, set, tables);
        for (int i = 0, next = 0; i < wanted.Length; i++)
        {
            List<ProfileState> profiles = wanted[i].Entry.Profiles;
            profiles.Clear();
            for (; next < ends[i]; next++)
            {
                profiles.Add(set.Find(found[next])!);
            }
        }

        Repeat(set);
        set.MarkLoaded();
    }

    private static void LoadProfiles(List<long> ids, WorkingSet set, SqliteTables tables)
    {
        long[] inOrder = [.. ids];
        Array.Sort(inOrder);
        foreach (long id in inOrder)
        {
            if (set.Find(id) is null)
            {
                set.Add(tables.Profiles.Get(id));
            }
        }
    }

    /// <summary>The batch may have given or taken keys before it asked who has them; the store does not know of that yet.</summary>
    private static void Repeat(WorkingSet set)
    {
        if (set.KeyChanges.Count == 0)
        {
            return;
        }

        Dictionary<ProfileKey, KeyEntry> entries = set.Wanted.ToDictionary(entry => entry.Key);
        foreach (KeyChange change in set.KeyChanges)
        {
            if (entries.TryGetValue(change.Key, out KeyEntry? entry))
            {
                ProfileState profile = set.Find(change.Profile)!;
                if (change.Added)
                {
                    entry.Profiles.Add(profile);
                }
                else
                {
                    entry.Profiles.Remove(profile);
                }
            }
        }
    }

    private readonly record struct Wanted(long Space, KeyEntry Entry)
    {
        public static int InOrder(Wanted a, Wanted b)
        {
            int byValue = string.CompareOrdinal(a.Entry.Key.Value, b.Entry.Key.Value);
            return byValue != 0 ? byValue : a.Space.CompareTo(b.Space);
        }
    }
}
