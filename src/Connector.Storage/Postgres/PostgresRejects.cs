using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Records that an action refused, each once, with the latest reason.</summary>
internal static class PostgresRejects
{
    /// <returns>The statement that adds; the rows it affects are those that were new.</returns>
    public static NpgsqlBatchCommand? Write(NpgsqlBatch batch, IReadOnlyList<Reject> rejects)
    {
        if (rejects.Count == 0)
        {
            return null;
        }

        // The config may have changed since: what stands in the way now is what a person wants to know. In the order they were refused, which their ids keep.
        Reject[] folded =
        [
            .. rejects.GroupBy(reject => reject.Key).Select(same => same.Aggregate((kept, next) =>
                next.Reason == kept.Reason ? kept : kept with { Reason = next.Reason, Detail = next.Detail })),
        ];
        batch.Add(
            """
            update reject r set reason = w.reason, detail = w.detail
            from unnest($1::uuid[], $2::text[], $3::text[]) as w (key, reason, detail)
            where r.key = w.key and r.reason <> w.reason collate "C"
            """,
            folded.Select(one => one.Key).ToArray(),
            folded.Select(one => one.Reason).ToArray(),
            folded.Select(one => one.Detail).ToArray());
        return batch.Add(
            """
            insert into reject (key, integration, hook, resource, reason, detail, record, at, occurrence, read_at)
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::integer[], $10::bigint[])
            on conflict do nothing
            """,
            folded.Select(one => one.Key).ToArray(),
            folded.Select(one => one.Integration).ToArray(),
            folded.Select(one => one.Hook).ToArray(),
            folded.Select(one => one.Resource).ToArray(),
            folded.Select(one => one.Reason).ToArray(),
            folded.Select(one => one.Detail).ToArray(),
            folded.Select(one => one.Record).ToArray(),
            folded.Select(one => one.At).ToArray(),
            folded.Select(one => one.Occurrence).ToArray(),
            folded.Select(one => one.ReadAt).ToArray());
    }
}
