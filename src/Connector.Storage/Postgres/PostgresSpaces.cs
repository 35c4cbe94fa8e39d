using Connector.Core.Profiles;
using Connector.Storage.Keys;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>The key spaces as this process knows them. They change when somebody prepares the store for another config.</summary>
internal sealed class PostgresSpaces
{
    public const string Version = "select value from counter where name = 'key_spaces'";

    private volatile Known _known = new(-1, new Dictionary<KeySpace, int>());

    public Known Now => _known;

    public async Task<Known> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // The number first: if they change in between, they are read once more.
        long version = await connection.ScalarAsync<long>(Version, [], cancellationToken);
        return _known = new Known(version, (await ReadAllAsync(connection, cancellationToken)).ToDictionary(one => one.Space, one => (int)one.Id));
    }

    public static Task<List<StoredSpace>> ReadAllAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.QueryAsync(
        "select id, database, kind, field, form from key_space order by id",
        row => new StoredSpace(row.GetInt32(0), new KeySpace(row.Text(1), (KeyKind)row.GetInt16(2), row.Text(3)), row.Text(4)),
        [],
        cancellationToken);

    internal sealed record Known(long Version, IReadOnlyDictionary<KeySpace, int> Ids);
}
