using Connector.Core.Access;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>The audit.</summary>
internal sealed class PostgresAudit(PostgresLink link) : IAuditStore
{
    /// <summary>Within a transaction that is open, so that a change and its entry are one.</summary>
    public static Task<int> AppendAsync(
        NpgsqlConnection connection, string actor, string action, string subject, string? detail, long now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            "insert into audit (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5)", [now, actor, action, subject, detail], cancellationToken);

    public async ValueTask AppendAsync(string actor, string action, string subject, string? detail, long now, CancellationToken cancellationToken) =>
        await link.WriteAsync(connection => AppendAsync(connection, actor, action, subject, detail, now, cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<AuditEntry>> ListAsync(int limit, long? after, CancellationToken cancellationToken) => await link.QueryAsync(
        "select id, at, actor, action, subject, detail from audit where id < $1 order by id desc limit $2",
        row => new AuditEntry(row.GetInt64(0), row.GetInt64(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5)),
        cancellationToken,
        after ?? long.MaxValue,
        limit);
}
