using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Which destinations are told of the profiles of a batch, and by what name they know them.</summary>
internal sealed class ToldProfiles
{
    private readonly Dictionary<(int Destination, long Profile), string?> _names = [];
    private readonly HashSet<(int Destination, long Profile)> _stored = [];
    private readonly HashSet<(int Destination, long Profile)> _changed = [];

    public static void AddTo(NpgsqlBatch batch, long[] profiles) => batch.Add(
        "select t.destination, t.profile, t.name from unnest($1::bigint[]) as w (profile) join told_profile t on t.profile = w.profile", profiles);

    public async Task ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken))
        {
            (int, long) one = (rows.GetInt32(0), rows.GetInt64(1));
            _names.Add(one, rows.TextOrNull(2));
            _stored.Add(one);
        }
    }

    public bool Has(int destination, long profile) => _names.ContainsKey((destination, profile));

    /// <summary>Whether the destination was told of the profile before the batch.</summary>
    public bool WasStored(int destination, long profile) => _stored.Contains((destination, profile));

    /// <returns>True: the destination was not told of it before.</returns>
    public bool Introduce(int destination, long profile) => _names.TryAdd((destination, profile), null) && _changed.Add((destination, profile));

    /// <summary>What is known of one profile is known of the other, unless more is known of that.</summary>
    public void Move(int destination, long from, long into)
    {
        if (_names.Remove((destination, from), out string? name))
        {
            _names[(destination, into)] = _names.GetValueOrDefault((destination, into)) ?? name;
            _changed.Add((destination, into));
        }
    }

    /// <param name="gone">Profiles that are no more.</param>
    public void Write(NpgsqlBatch batch, IReadOnlyCollection<long> gone)
    {
        if (gone.Count > 0)
        {
            batch.Add("delete from told_profile where profile = any ($1)", gone.ToArray());
        }

        (int Destination, long Profile)[] changed = [.. _changed.Where(_names.ContainsKey).OrderBy(one => one.Profile)];
        if (changed.Length > 0)
        {
            batch.Add(
                """
                insert into told_profile (destination, profile, name)
                select * from unnest($1::integer[], $2::bigint[], $3::text[])
                on conflict (profile, destination) do update set name = coalesce(told_profile.name, excluded.name)
                """,
                changed.Select(one => one.Destination).ToArray(),
                changed.Select(one => one.Profile).ToArray(),
                changed.Select(one => _names[one]).ToArray());
        }
    }
}
