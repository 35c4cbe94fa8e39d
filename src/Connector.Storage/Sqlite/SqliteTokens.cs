using Connector.Core.Access;

namespace Connector.Storage.Sqlite;

/// <summary>Tokens. They are few, and looked at one at a time.</summary>
internal sealed class SqliteTokens(SqliteWriter writer, ReadSessions readers) : ITokenStore
{
    private const long Minute = 60_000;

    private const string Columns = "id, name, role, created_at, last_used_at, revoked_at";

    public ValueTask<AccessToken?> CreateAsync(
        string name, Role role, Func<long, byte[]> hashOf, string actor, long now, CancellationToken cancellationToken)
    {
        if (!AccessToken.IsName(name))
        {
            throw new ArgumentException("This is no name for a token.", nameof(name));
        }

        return writer.WriteDurablyAsync(session => Create(session, name, role, hashOf, actor, now), cancellationToken);
    }

    public ValueTask<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare($"select {Columns} from token order by id");
        var tokens = new List<AccessToken>();
        while (rows.Step())
        {
            tokens.Add(Read(rows));
        }

        return ValueTask.FromResult<IReadOnlyList<AccessToken>>(tokens);
    }

    public ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement row = lease.Session.Prepare($"select {Columns}, hash from token where id = ?1");
        (AccessToken, byte[])? found = row.Bind(1, id).Step() ? (Read(row), row.Bytes(6).ToArray()) : null;
        return ValueTask.FromResult(found);
    }

    public ValueTask<bool> RevokeAsync(string name, string actor, long now, CancellationToken cancellationToken) =>
        writer.WriteDurablyAsync(
            session =>
            {
                using SqliteStatement revoke = session.Prepare(
                    "update token set revoked_at = ?2 where name = ?1 and revoked_at is null returning name");
                return Revoke(session, revoke.Bind(1, name), actor, now);
            },
            cancellationToken);

    public ValueTask<bool> RevokeAsync(long id, string actor, long now, CancellationToken cancellationToken) =>
        writer.WriteDurablyAsync(
            session =>
            {
                using SqliteStatement revoke = session.Prepare(
                    "update token set revoked_at = ?2 where id = ?1 and revoked_at is null returning name");
                return Revoke(session, revoke.Bind(1, id), actor, now);
            },
            cancellationToken);

    public async ValueTask TouchAsync(AccessToken token, long now, CancellationToken cancellationToken)
    {
        if (now - token.LastUsedAt < Minute)
        {
            return;
        }

        await writer.WriteAsync(
            session =>
            {
                using SqliteStatement touch = session.Prepare(
                    "update token set last_used_at = max(coalesce(last_used_at, 0), ?2) where id = ?1");
                touch.Bind(1, token.Id).Bind(2, now).Execute();
                return 0;
            },
            cancellationToken);
    }

    private static AccessToken? Create(SqliteSession session, string name, Role role, Func<long, byte[]> hashOf, string actor, long now)
    {
        using SqliteStatement add = session.Prepare("""
            insert into token (name, role, hash, created_at) values (?1, ?2, x'', ?3)
            on conflict do nothing
            returning id
            """);
        if (!add.Bind(1, name).Bind(2, role.Name()).Bind(3, now).Step())
        {
            return null;
        }

        long id = add.Int64(0);
        add.Reset();
        using SqliteStatement keep = session.Prepare("update token set hash = ?2 where id = ?1");
        keep.Bind(1, id).Bind(2, hashOf(id).AsSpan()).Execute();
        AuditRows.Append(session, actor, AuditAction.TokenCreated, name, role.Name(), now);
        return new AccessToken(id, name, role, now, null, null);
    }

    private static bool Revoke(SqliteSession session, SqliteStatement revoke, string actor, long now)
    {
        if (!revoke.Bind(2, now).Step())
        {
            return false;
        }

        string name = revoke.Text(0);
        revoke.Reset();
        AuditRows.Append(session, actor, AuditAction.TokenRevoked, name, null, now);
        return true;
    }

    private static AccessToken Read(SqliteStatement row) => new(
        row.Int64(0),
        row.Text(1),
        // A word that this release does not know gives the least.
        RoleWords.Find(row.Text(2)) ?? Role.Viewer,
        row.Int64(3),
        row.Int64OrNull(4),
        row.Int64OrNull(5));
}
