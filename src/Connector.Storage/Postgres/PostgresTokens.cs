using Connector.Core.Access;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Tokens. They are few, and looked at one at a time.</summary>
internal sealed class PostgresTokens(PostgresLink link) : ITokenStore
{
    private const long Minute = 60_000;

    private const string Columns = "id, name, role, created_at, last_used_at, revoked_at";

    public async ValueTask<AccessToken?> CreateAsync(
        string name, Role role, Func<long, byte[]> hashOf, string actor, long now, CancellationToken cancellationToken)
    {
        if (!AccessToken.IsName(name))
        {
            throw new ArgumentException("This is no name for a token.", nameof(name));
        }

        // The id first: what the token's text begins with, and called once whatever is done again.
        long id = (await link.FirstAsync("select nextval(pg_get_serial_sequence('token', 'id'))", row => row.GetInt64(0), cancellationToken))!;
        byte[] hash = hashOf(id);
        return await link.WriteAsync(
            async connection =>
            {
                int added = await connection.ExecuteAsync(
                    "insert into token (id, name, role, hash, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing",
                    [id, name, role.Name(), hash, now],
                    cancellationToken);
                if (added == 0)
                {
                    return null;
                }

                await PostgresAudit.AppendAsync(connection, actor, AuditAction.TokenCreated, name, role.Name(), now, cancellationToken);
                return new AccessToken(id, name, role, now, null, null);
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken) =>
        await link.QueryAsync($"select {Columns} from token order by id", Read, cancellationToken);

    public ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(long id, CancellationToken cancellationToken) => link.FirstAsync<(AccessToken, byte[])?>(
        $"select {Columns}, hash from token where id = $1", row => (Read(row), row.GetFieldValue<byte[]>(6)), cancellationToken, id);

    public ValueTask<bool> RevokeAsync(string name, string actor, long now, CancellationToken cancellationToken) =>
        RevokeAsync("update token set revoked_at = $2 where name = $1 and revoked_at is null returning name", name, actor, now, cancellationToken);

    public ValueTask<bool> RevokeAsync(long id, string actor, long now, CancellationToken cancellationToken) =>
        RevokeAsync("update token set revoked_at = $2 where id = $1 and revoked_at is null returning name", id, actor, now, cancellationToken);

    public async ValueTask TouchAsync(AccessToken token, long now, CancellationToken cancellationToken)
    {
        if (now - token.LastUsedAt >= Minute || token.LastUsedAt is null)
        {
            await link.ExecuteAsync("update token set last_used_at = greatest(last_used_at, $2) where id = $1", cancellationToken, token.Id, now);
        }
    }

    private ValueTask<bool> RevokeAsync(string sql, object which, string actor, long now, CancellationToken cancellationToken) => link.WriteAsync(
        async connection =>
        {
            List<string> revoked = await connection.QueryAsync(sql, row => row.Text(0), [which, now], cancellationToken);
            foreach (string name in revoked)
            {
                await PostgresAudit.AppendAsync(connection, actor, AuditAction.TokenRevoked, name, null, now, cancellationToken);
            }

            return revoked.Count > 0;
        },
        cancellationToken);

    private static AccessToken Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.Text(1),
        // A word that this release does not know gives the least.
        RoleWords.Find(row.Text(2)) ?? Role.Viewer,
        row.GetInt64(3),
        row.Int64OrNull(4),
        row.Int64OrNull(5));
}
