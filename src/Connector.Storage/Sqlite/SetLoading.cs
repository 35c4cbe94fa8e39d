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

    private readonly record struct Wanted(long Space, KeyEntry Entry)
    {
        public static int InOrder(Wanted a, Wanted b)
        {
            int byValue = string.CompareOrdinal(a.Entry.Key.Value, b.Entry.Key.Value);
            return byValue != 0 ? byValue : a.Space.CompareTo(b.Space);
        }
    }
}
