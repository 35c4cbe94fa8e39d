using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>Fills in the keys that a batch asks for.</summary>
internal static class SetLoading
{
    public static void Load(WorkingSet set, SqliteTables tables)
    {
        set.HasMerges = tables.Merges.HasAny();
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

        LoadProfiles(wanted, found, ends, set, tables);
        for (int i = 0, next = 0; i < wanted.Length; i++)
        {
            for (; next < ends[i]; next++)
            {
                wanted[i].Entry.Add(set.Find(found[next])!);
            }
        }

        set.MarkLoaded();
    }

    private static void LoadProfiles(Wanted[] wanted, List<long> found, int[] ends, WorkingSet set, SqliteTables tables)
    {
        var read = new List<ProfileState>();
        for (int i = 0, next = 0; i < wanted.Length; i++)
        {
            KeyEntry entry = wanted[i].Entry;
            bool isShared = ends[i] - next > 1;
            for (; next < ends[i]; next++)
            {
                ProfileState? profile = set.Find(found[next]);
                if (profile is null)
                {
                    profile = tables.Profiles.Get(found[next], entry.Key.Space.Database);
                    set.Add(profile);
                }

                if (entry.NeedsContents || isShared)
                {
                    read.Add(profile);
                }
            }
        }

        // In the order of the table, each page once.
        read.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (ProfileState profile in read)
        {
            profile.Read();
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
