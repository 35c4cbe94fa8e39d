using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Records that an action refused, each once, with the latest reason.</summary>
internal sealed class RejectTable(SqliteSession session)
{
    private readonly SqliteStatement _any = session.Keep("select 1 from reject where integration = ?1 limit 1");

    private readonly SqliteStatement _add = session.Keep("""
        insert into reject (key, integration, hook, resource, reason, detail, record, at, occurrence, read_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        on conflict do nothing
        """);

    // The config may have changed since: what stands in the way now is what a person wants to know.
    private readonly SqliteStatement _renew = session.Keep("update reject set reason = ?2, detail = ?3 where key = ?1 and reason <> ?2");

    private readonly SqliteStatement _remove = session.Keep("delete from reject where key = ?1");

    public bool HasAny(string integration)
    {
        bool found = _any.Bind(1, integration).Step();
        _any.Reset();
        return found;
    }

    /// <returns>How many were new.</returns>
    public int Write(IReadOnlyList<Reject> rejects)
    {
        int added = 0;
        foreach (Reject reject in rejects)
        {
            _add.Bind(1, reject.Key)
                .Bind(2, reject.Integration)
                .Bind(3, reject.Hook)
                .Bind(4, reject.Resource)
                .Bind(5, reject.Reason)
                .Bind(6, reject.Detail)
                .Bind(7, reject.Record)
                .Bind(8, reject.At)
                .Bind(9, (long)reject.Occurrence)
                .Bind(10, reject.ReadAt)
                .Execute();
            if (session.Changed > 0)
            {
                added++;
            }
            else
            {
                _renew.Bind(1, reject.Key).Bind(2, reject.Reason).Bind(3, reject.Detail).Execute();
            }
        }

        return added;
    }

    public void Remove(IReadOnlyList<UInt128> keys)
    {
        foreach (UInt128 key in keys)
        {
            _remove.Bind(1, key).Execute();
        }
    }
}
