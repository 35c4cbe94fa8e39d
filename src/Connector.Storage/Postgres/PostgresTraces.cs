using Connector.Core.Profiles;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>What leads to one person beside the profile itself. Looking for it reads whole tables, so it is done while others write; what comes in meanwhile came after.</summary>
internal sealed class PostgresTraces
{
    private const int PageSize = 1000;

    private readonly PersonalValues _values;

    private PostgresTraces(ProfileState profile, byte[] state, long spacesVersion, IReadOnlyList<(int Space, string Value)> keys, IEnumerable<string> values)
    {
        (Profile, State, SpacesVersion, Keys) = (profile, state, spacesVersion, keys);
        _values = new PersonalValues(profile, values);
    }

    public ProfileState Profile { get; }

    /// <summary>The profile's bytes; others than these: it changed since.</summary>
    public byte[] State { get; }

    /// <summary>Changes when keys were built or removed for a new config.</summary>
    public long SpacesVersion { get; }

    /// <summary>As the index has them.</summary>
    public IReadOnlyList<(int Space, string Value)> Keys { get; }

    /// <summary>Anonymous goals that carry a device which no other profile has.</summary>
    public UInt128[] AnonymousGoals { get; private set; } = [];

    /// <summary>Rejects that hold a value which identifies the person.</summary>
    public long[] Rejects { get; private set; } = [];

    /// <summary>Sampled records of the same kind.</summary>
    public long[] Samples { get; private set; } = [];

    /// <summary>Waiting events of the same kind.</summary>
    public long[] Waiting { get; private set; } = [];

    /// <returns>Null: there is no such profile.</returns>
    public static async Task<PostgresTraces?> FindAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken)
    {
        long version = await connection.ScalarAsync<long>(PostgresSpaces.Version, [], cancellationToken);
        Func<NpgsqlDataReader, ProfileState> read = PostgresQueries.ProfileReader();
        List<(ProfileState Profile, byte[] State)> found = await connection.QueryAsync(
            $"{PostgresQueries.Profile} where p.id = $1", row => (read(row), row.GetFieldValue<byte[]>(4)), [id], cancellationToken);
        if (found.Count == 0)
        {
            return null;
        }

        List<(int Space, string Value, string Whole)> keys = await connection.QueryAsync(
            "select space, value, coalesce(long_value, value) from profile_key where profile = $1", row => (row.GetInt32(0), row.Text(1), row.Text(2)), [id], cancellationToken);
        var traces = new PostgresTraces(found[0].Profile, found[0].State, version, [.. keys.Select(key => (key.Space, key.Value))], keys.Select(key => key.Whole));
        string[] devices = await OwnDevicesAsync(connection, found[0].Profile, cancellationToken);
        traces.AnonymousGoals =
        [
            .. await connection.QueryAsync(
                "select key from goal where profile is null and anonymous_id = any ($1)", row => row.Key(0), [devices], cancellationToken),
        ];
        traces.Rejects = await traces.LookAsync(connection, "reject", cancellationToken);
        traces.Samples = await traces.LookAsync(connection, "sample", cancellationToken);
        traces.Waiting = await traces.LookAsync(connection, "waiting_message", cancellationToken);
        return traces;
    }

    private static async Task<string[]> OwnDevicesAsync(NpgsqlConnection connection, ProfileState profile, CancellationToken cancellationToken)
    {
        string[] all = [.. profile.Devices.Select(device => device.Id)];
        List<string> shared = await connection.QueryAsync(
            """
            select k.value
            from unnest($1::text[]) as w (value) join profile_key k on k.value = w.value collate "C" join key_space s on s.id = k.space
            where s.kind = any ($2) and k.profile <> $3
            """,
            row => row.Text(0),
            [all.Select(PostgresKey.Indexed).ToArray(), new[] { (short)KeyKind.Device, (short)KeyKind.MetrixUser }, profile.Id],
            cancellationToken);
        return [.. all.Where(device => !shared.Contains(PostgresKey.Indexed(device)))];
    }

    private async Task<long[]> LookAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        var found = new List<long>();
        long last = 0;
        List<(long Id, string Record)> page;
        do
        {
            page = await connection.QueryAsync(
                $"select id, record from {table} where id > $1 order by id limit $2", row => (row.GetInt64(0), row.Text(1)), [last, PageSize], cancellationToken);
            found.AddRange(page.Where(row => _values.AreIn(row.Record)).Select(row => row.Id));
            last = page.Count > 0 ? page[^1].Id : last;
        }
        while (page.Count == PageSize);
        return [.. found];
    }
}
