using Connector.Core.Access;

namespace Connector.Storage.Sqlite;

/// <summary>The audit.</summary>
internal sealed class AuditRows(SqliteWriter writer, ReadSessions readers) : IAuditStore
{
    /// <summary>Within a transaction that is open, so that a change and its entry are one.</summary>
    public static void Append(SqliteSession session, string actor, string action, string subject, string? detail, long now)
    {
        using SqliteStatement add = session.Prepare(
            "insert into audit (at, actor, action, subject, detail) values (?1, ?2, ?3, ?4, ?5)");
        add.Bind(1, now).Bind(2, actor).Bind(3, action).Bind(4, subject).Bind(5, detail).Execute();
    }

    public async ValueTask AppendAsync(
        string actor, string action, string subject, string? detail, long now, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            session =>
            {
                Append(session, actor, action, subject, detail, now);
                return 0;
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(int limit, long? after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare(
            "select id, at, actor, action, subject, detail from audit where id < ?1 order by id desc limit ?2");
        rows.Bind(1, after ?? long.MaxValue).Bind(2, (long)limit);
        var entries = new List<AuditEntry>();
        while (rows.Step())
        {
            entries.Add(new AuditEntry(
                rows.Int64(0), rows.Int64(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.TextOrNull(5)));
        }

        return ValueTask.FromResult<IReadOnlyList<AuditEntry>>(entries);
    }
}
