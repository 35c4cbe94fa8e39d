using Connector.Core.Sync;

namespace Connector.Storage.Postgres;

/// <summary>The last records of each source.</summary>
internal sealed class PostgresSamples(PostgresLink link) : IRecordSamples
{
    private const int Kept = 200;

    public async ValueTask KeepAsync(
        string integration, string resource, IReadOnlyList<string> records, long now, CancellationToken cancellationToken) =>
        await link.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    """
                    insert into sample (integration, resource, at, record)
                    select $1, $2, $3, w.record from unnest($4::text[]) with ordinality as w (record, n) order by w.n
                    """,
                    [integration, resource, now, records.Skip(records.Count - Kept).ToArray()],
                    cancellationToken);
                return await connection.ExecuteAsync(
                    """
                    delete from sample where integration = $1 and resource = $2 and id <= (
                        select id from sample where integration = $1 and resource = $2 order by id desc limit 1 offset $3)
                    """,
                    [integration, resource, Kept],
                    cancellationToken);
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<string>> LastAsync(string integration, string resource, int limit, CancellationToken cancellationToken) =>
        await link.QueryAsync(
            "select record from sample where integration = $1 and resource = $2 order by id desc limit $3",
            row => row.Text(0),
            cancellationToken,
            integration,
            resource,
            limit);
}
