using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Keys;
using Connector.Storage.States;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Fills in the keys that a batch asks for: one round trip that locks and looks up, one that reads profiles.</summary>
internal sealed class PostgresLoading(NpgsqlConnection connection, PostgresParts parts, PostgresLocks locks)
{
    private const string Keys = """
        select w.n, k.profile
        from unnest($1::text[], $2::integer[]) with ordinality as w (value, space, n)
        join profile_key k on k.value = w.value collate "C" and k.space = w.space
        """;

    private const string HasMerges = "select exists (select from profile_merge)";

    private readonly ProfileCodec _codec = new();
    private readonly LockedReading _reading = new(connection, parts.Link, locks);
    private readonly Dictionary<long, ProfileContents> _fetched = [];
    private readonly Dictionary<long, RowPlace> _places = [];
    private readonly Dictionary<long, RowPlace> _placesRead = [];

    /// <summary>The key spaces as they stand behind the batch's locks; null: nothing was loaded yet.</summary>
    public PostgresSpaces.Known? Spaces { get; private set; }

    /// <summary>Where the profiles lay whose contents were read in bulk, most of them without a lock: they are written only where they are the same still.</summary>
    public IReadOnlyDictionary<long, RowPlace> Places => _placesRead;

    public async Task LoadAsync(WorkingSet set, CancellationToken cancellationToken)
    {
        if (set.Wanted.Count == 0 && set.Foreseen.Count == 0)
        {
            return;
        }

        List<long>[] found = await FindAsync(set, cancellationToken);
        for (int i = 0; i < found.Length; i++)
        {
            foreach (long id in found[i])
            {
                if (set.Find(id) is null)
                {
                    set.Add(new ProfileState(id, set.Wanted[i].Key.Space.Database, Read));
                }

                set.Wanted[i].Add(set.Find(id)!);
            }
        }

        foreach (long id in _fetched.Keys.ToArray())
        {
            set.Find(id)?.Read();
        }

        set.MarkLoaded();
    }

    /// <inheritdoc cref="Core.Sync.IBatchTransaction.LoadAsync(WorkingSet, long, CancellationToken)"/>
    /// <remarks>Behind the locks of all its keys, for who asks by id is about to take it apart.</remarks>
    public async Task<ProfileState?> LoadAsync(WorkingSet set, long id, CancellationToken cancellationToken)
    {
        if (set.Find(id) is { } there)
        {
            return there;
        }

        ProfileState? profile = null;
        await _reading.RunAsync(
            [],
            mayGrow: true,
            async batch =>
            {
                profile = null;
                batch.Batch.Add($"{PostgresQueries.Profile} where p.id = $1 {RowLock}", id);
                await using NpgsqlDataReader rows = await batch.ReadAsync(cancellationToken);
                if (await rows.ReadAsync(cancellationToken))
                {
                    profile = PostgresQueries.ProfileReader()(rows);
                }

                return profile is null ? [] : KeysOf(profile.Database, profile.Read());
            });
        if (profile is not null)
        {
            set.Add(profile);
        }

        return profile;
    }

    /// <summary>Locks and looks up, and reads what will be looked at.</summary>
    /// <returns>For each wanted key the ids of its profiles, ascending.</returns>
    private async Task<List<long>[]> FindAsync(WorkingSet set, CancellationToken cancellationToken)
    {
        List<long>[] found = [];
        await _reading.RunAsync(
            set.Wanted.Select(entry => PostgresLocks.Of(entry.Key)).Concat(set.Foreseen.Select(PostgresLocks.Of)),
            mayGrow: set.Meetings.Count > 0,
            async batch =>
            {
                _fetched.Clear();
                _places.Clear();
                found = await FindAsync(set, batch, cancellationToken);
                await FetchAsync([.. set.Wanted.SelectMany((entry, i) => WillBeRead(entry, found[i], set) ? found[i] : [])], cancellationToken);
                return set.Meetings.Count == 0 ? [] : KeyMeetings.Find(set, found, _fetched).SelectMany(one => KeysOf(one.Value, _fetched[one.Key]));
            });
        return found;
    }

    /// <summary>Who tells others of a goal tells them whose it is, and who was merged is read to see through which part a device leads to him.</summary>
    private bool WillBeRead(KeyEntry entry, List<long> found, WorkingSet set) =>
        entry.NeedsContents || found.Count > 1 || parts.Outbox is not null || (set.HasMerges && entry.Key.Space.Kind is KeyKind.Device);

    private IEnumerable<ProfileKey> KeysOf(string database, ProfileContents contents) => parts.Keys?.Of(database, contents) ?? [];

    private async Task<List<long>[]> FindAsync(WorkingSet set, LockingBatch batch, CancellationToken cancellationToken)
    {
        PostgresSpaces.Known spaces = parts.Spaces.Now;
        bool isKnown = set.Wanted.All(entry => spaces.Ids.ContainsKey(entry.Key.Space));
        batch.Batch.Add(PostgresSpaces.Version);
        // Of who is wanted nobody merges anything from here on: that takes the locks of all keys of both.
        batch.Batch.Add(HasMerges);
        if (isKnown)
        {
            AddKeys(batch.Batch, set, spaces);
        }

        await using (NpgsqlDataReader rows = await batch.ReadAsync(cancellationToken))
        {
            await rows.ReadAsync(cancellationToken);
            long version = rows.GetInt64(0);
            await rows.NextResultAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            set.HasMerges = rows.GetBoolean(0);
            if (isKnown && version == spaces.Version)
            {
                Spaces = spaces;
                await rows.NextResultAsync(cancellationToken);
                return await ReadKeysAsync(rows, set, cancellationToken);
            }
        }

        // Another process prepared the store for another config since the last batch.
        Spaces = spaces = await parts.Spaces.ReadAsync(connection, cancellationToken);
        await using var again = new NpgsqlBatch(connection);
        AddKeys(again, set, spaces);
        await using NpgsqlDataReader keys = await again.ExecuteReaderAsync(cancellationToken);
        return await ReadKeysAsync(keys, set, cancellationToken);
    }

    private void AddKeys(NpgsqlBatch batch, WorkingSet set, PostgresSpaces.Known spaces)
    {
        string[] values = new string[set.Wanted.Count];
        int[] ids = new int[set.Wanted.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ProfileKey key = set.Wanted[i].Key;
            values[i] = PostgresKey.Indexed(key.Value);
            ids[i] = spaces.Ids.TryGetValue(key.Space, out int id) ? id
                : parts.Built?.Has(key.Space) == true ? 0
                : throw StoredSpace.Missing(key.Space, parts.Link.Name);
        }

        batch.Add(Keys, values, ids);
    }

    private async Task<List<long>[]> ReadKeysAsync(NpgsqlDataReader rows, WorkingSet set, CancellationToken cancellationToken)
    {
        List<long>[] found = [.. set.Wanted.Select(entry => new List<long>(parts.Built?.Of(entry.Key) ?? []))];
        while (await rows.ReadAsync(cancellationToken))
        {
            if (parts.Built?.Has(set.Wanted[(int)rows.GetInt64(0) - 1].Key.Space) != true)
            {
                found[(int)rows.GetInt64(0) - 1].Add(rows.GetInt64(1));
            }
        }

        foreach (List<long> ids in found)
        {
            if (ids.Count > 1)
            {
                ids.Sort();
            }
        }

        return found;
    }

    /// <summary>
    /// Reads the profiles as they are behind the locks of their keys. Who tells others locks them too, in the order of their ids, so that messages of a person
    /// are made in the order of the changes; for all others it is enough to see, when they are written, that nobody came by another key.
    /// </summary>
    private async Task FetchAsync(List<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return;
        }

        await using NpgsqlCommand command = connection.Command(
            $"""
            select p.id, p.created_at, p.updated_at, p.state, p.xmin, p.ctid
            from unnest($1::bigint[]) as w (id) join profile p on p.id = w.id
            {(parts.Outbox is null ? "" : $"order by p.id {RowLock}")}
            """,
            ids.Distinct().Order().ToArray());
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            _fetched[rows.GetInt64(0)] = Decode(rows);
            _places[rows.GetInt64(0)] = RowPlace.Read(rows, 4);
        }
    }

    private string RowLock => parts.Link.IsReadOnly ? "" : "for no key update of p";

    private ProfileContents Read(long id)
    {
        if (_fetched.Remove(id, out ProfileContents? contents))
        {
            // With the contents that the batch decides on: what is fetched for a later question may be newer.
            _placesRead[id] = _places[id];
            return contents;
        }

        return parts.Link.Guard(() =>
        {
            using NpgsqlCommand command = connection.Command($"select p.id, p.created_at, p.updated_at, p.state from profile p where p.id = $1 {RowLock}", id);
            using NpgsqlDataReader rows = command.ExecuteReader();
            return rows.Read()
                ? Decode(rows)
                : throw new StoreException($"The store {parts.Link.Name} is damaged: a key leads to a profile that is not there. 'connector store check' tells more.");
        });
    }

    private ProfileContents Decode(NpgsqlDataReader row) =>
        _codec.Decode(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3));
}
