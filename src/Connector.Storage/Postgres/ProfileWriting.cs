using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.States;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Writes the profiles of a batch: those that were read in bulk only where they are the same still.</summary>
/// <param name="places">Where those lay when they were read.</param>
internal sealed class ProfileWriting(PostgresParts parts, IReadOnlyDictionary<long, RowPlace> places)
{
    private readonly List<(NpgsqlBatchCommand Command, int Wanted)> _byPlace = [];

    /// <summary>Takes away the profiles that became part of others.</summary>
    public void AddMergedTo(NpgsqlBatch batch, IEnumerable<long> merged)
    {
        ILookup<bool, long> ids = merged.Distinct().Order().ToLookup(places.ContainsKey);
        long[] read = [.. ids[true]];
        if (read.Length > 0)
        {
            _byPlace.Add((
                batch.Add(
                    """
                    delete from profile p
                    using unnest($1::bigint[], $2::tid[], $3::xid[]) as w (id, place, writer)
                    where p.id = w.id and p.ctid = w.place and p.xmin = w.writer
                    """,
                    read,
                    RowPlace.Places(read.Select(id => places[id])),
                    RowPlace.Writers(read.Select(id => places[id]))),
                read.Length));
        }

        if (ids.Contains(false))
        {
            // Read one by one and locked, or made by this batch.
            batch.Add("delete from profile where id = any ($1)", ids[false].ToArray());
        }
    }

    public async Task AddToAsync(NpgsqlBatch batch, IReadOnlyCollection<ProfileState> profiles, CancellationToken cancellationToken)
    {
        var codec = new ProfileCodec();
        ProfileState[] added = [.. profiles.Where(profile => profile is { IsNew: true, MergedInto: null }).OrderBy(profile => profile.Id)];
        if (added.Length > 0)
        {
            batch.Add(
                """
                insert into profile (id, database, created_at, updated_at, state)
                select * from unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::bytea[])
                """,
                added.Select(profile => profile.Id).ToArray(),
                await parts.Names.DatabasesAsync(added.Select(profile => profile.Database), cancellationToken),
                added.Select(profile => profile.CreatedAt).ToArray(),
                added.Select(profile => profile.UpdatedAt).ToArray(),
                added.Select(profile => codec.Encode(profile).ToArray()).ToArray());
        }

        ILookup<bool, ProfileState> changed = profiles
            .Where(profile => profile is { IsNew: false, IsDirty: true, MergedInto: null })
            .OrderBy(profile => profile.Id)
            .ToLookup(profile => places.ContainsKey(profile.Id));
        WriteUnlocked(batch, codec, [.. changed[true]]);
        if (changed.Contains(false))
        {
            batch.Add(
                """
                update profile p set updated_at = w.updated_at, state = w.state
                from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as w (id, updated_at, state)
                where p.id = w.id
                """,
                changed[false].Select(profile => profile.Id).ToArray(),
                changed[false].Select(profile => profile.UpdatedAt).ToArray(),
                changed[false].Select(profile => codec.Encode(profile).ToArray()).ToArray());
        }
    }

    private void WriteUnlocked(NpgsqlBatch batch, ProfileCodec codec, ProfileState[] changed)
    {
        if (changed.Length == 0)
        {
            return;
        }

        NpgsqlBatchCommand command = batch.Add(
            """
            update profile p set updated_at = w.updated_at, state = w.state
            from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::tid[], $5::xid[]) as w (id, updated_at, state, place, writer)
            where p.id = w.id and p.ctid = w.place and p.xmin = w.writer
            """,
            changed.Select(profile => profile.Id).ToArray(),
            changed.Select(profile => profile.UpdatedAt).ToArray(),
            changed.Select(profile => codec.Encode(profile).ToArray()).ToArray(),
            RowPlace.Places(changed.Select(profile => places[profile.Id])),
            RowPlace.Writers(changed.Select(profile => places[profile.Id])));
        _byPlace.Add((command, changed.Length));
    }

    /// <summary>To be asked when the statements ran.</summary>
    /// <exception cref="StoreConflictException">Somebody else changed one of the profiles since.</exception>
    public void ThrowIfOvertaken()
    {
        if (_byPlace.Exists(one => one.Command.RecordsAffected != one.Wanted))
        {
            throw new StoreConflictException($"Profiles of the store {parts.Link.Name} were changed by somebody who found them by other keys.");
        }
    }
}
