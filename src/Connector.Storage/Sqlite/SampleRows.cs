using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>The last records of each source.</summary>
internal sealed class SampleRows(SqliteWriter writer, ReadSessions readers) : IRecordSamples
{
    private const long Kept = 200;

    public async ValueTask KeepAsync(
        string integration, string resource, IReadOnlyList<string> records, long now, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            session =>
            {
                using SqliteStatement add = session.Prepare(
                    "insert into sample (integration, resource, record, at) values (?1, ?2, ?3, ?4)");
                foreach (string record in records.Skip(records.Count - (int)Kept))
                {
                    add.Bind(1, integration).Bind(2, resource).Bind(3, record).Bind(4, now).Execute();
                }

                using SqliteStatement trim = session.Prepare("""
                    delete from sample where integration = ?1 and resource = ?2 and id <= (
                        select id from sample where integration = ?1 and resource = ?2 order by id desc limit 1 offset ?3)
                    """);
                trim.Bind(1, integration).Bind(2, resource).Bind(3, Kept).Execute();
                return 0;
            },
            cancellationToken);

    public ValueTask<IReadOnlyList<string>> LastAsync(string integration, string resource, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare(
            "select record from sample where integration = ?1 and resource = ?2 order by id desc limit ?3");
        rows.Bind(1, integration).Bind(2, resource).Bind(3, (long)limit);
        var records = new List<string>();
        while (rows.Step())
        {
            records.Add(rows.Text(0));
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(records);
    }
}
