using System.Runtime.InteropServices;
using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>Which profiles have which key.</summary>
internal sealed class KeyTable(SqliteSession session)
{
    private readonly SqliteStatement _find = session.Keep("select profile from profile_key where space = ?1 and value = ?2");

    private readonly SqliteStatement _add = session.Keep(
        "insert into profile_key (space, value, profile) values (?1, ?2, ?3) on conflict do nothing");

    private readonly SqliteStatement _remove = session.Keep("delete from profile_key where space = ?1 and value = ?2 and profile = ?3");

    private readonly List<Change> _inOrder = [];

    /// <summary>Adds the ids of the profiles that have the key, ascending.</summary>
    public void Find(long space, string value, List<long> profiles)
    {
        _find.Bind(1, space).Bind(2, value);
        while (_find.Step())
        {
            profiles.Add(_find.Int64(0));
        }

        _find.Reset();
    }

    /// <summary>Writes what a batch's changes amount to: a key that was gained and lost again is not touched.</summary>
    public void Write(IReadOnlyList<KeyChange> changes, KeySpaces spaces)
    {
        _inOrder.Clear();
        for (int i = 0; i < changes.Count; i++)
        {
            KeyChange change = changes[i];
            _inOrder.Add(new Change(spaces[change.Key.Space], change.Key.Value, change.Profile, i, change.Added));
        }

        _inOrder.Sort(Change.InOrder);
        ReadOnlySpan<Change> inOrder = CollectionsMarshal.AsSpan(_inOrder);
        for (int first = 0, last; first < inOrder.Length; first = last + 1)
        {
            last = first;
            while (last + 1 < inOrder.Length && inOrder[first].IsSameKey(inOrder[last + 1]))
            {
                last++;
            }

            // Changes of one key of one profile take turns, so the first tells what was there before.
            if (inOrder[first].Added == inOrder[last].Added)
            {
                SqliteStatement statement = inOrder[first].Added ? _add : _remove;
                statement.Bind(1, inOrder[first].Space).Bind(2, inOrder[first].Value).Bind(3, inOrder[first].Profile).Execute();
            }
        }
    }

    private readonly record struct Change(long Space, string Value, long Profile, int Order, bool Added)
    {
        public bool IsSameKey(Change other) => Space == other.Space && Profile == other.Profile && Value == other.Value;

        public static int InOrder(Change a, Change b)
        {
            int byValue = string.CompareOrdinal(a.Value, b.Value);
            int bySpace = byValue != 0 ? byValue : a.Space.CompareTo(b.Space);
            int byProfile = bySpace != 0 ? bySpace : a.Profile.CompareTo(b.Profile);
            return byProfile != 0 ? byProfile : a.Order.CompareTo(b.Order);
        }
    }
}
