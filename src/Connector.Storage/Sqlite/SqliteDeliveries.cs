using Connector.Core.Delivery;

namespace Connector.Storage.Sqlite;

/// <summary>Messages to other systems, for those who send them and look at them.</summary>
internal sealed class SqliteDeliveries(SqliteWriter writer, ReadSessions readers, DeliveryTable table, SenderHolds holds) : IDeliveryStore
{
    public ValueTask<IAsyncDisposable?> HoldAsync(string destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(holds.TryTake(destination));
    }

    public ValueTask<IReadOnlyList<Delivery>> TakeAsync(string destination, long due, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare(DeliveryRows.Due);
        rows.Bind(1, destination).Bind(2, due).Bind(3, (long)limit);
        var taken = new List<Delivery>();
        while (rows.Step())
        {
            taken.Add(DeliveryRows.ReadDue(rows));
        }

        if (taken.Count > 0)
        {
            // What others were told must still be so after a power cut: a profile that was read again might go by another id.
            WriteAheadLog.Flush(lease.Session.Path);
        }

        return ValueTask.FromResult<IReadOnlyList<Delivery>>(taken);
    }

    public async ValueTask SettleAsync(IReadOnlyList<Settlement> settlements, long now, CancellationToken cancellationToken)
    {
        if (settlements.Count > 0)
        {
            await writer.WriteAsync(session => Settle(session, settlements, now), cancellationToken);
        }
    }

    public async ValueTask HurryAsync(string destination, long now, CancellationToken cancellationToken) => await writer.WriteAsync(
        session =>
        {
            using SqliteStatement hurry = session.Prepare(
                "update delivery set next_at = ?2 where state = 0 and next_at > ?2 and destination = (select id from destination where name = ?1)");
            hurry.Bind(1, destination).Bind(2, now).Execute();
            return 0;
        },
        cancellationToken);

    public IAsyncEnumerable<Delivery> ListAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var rows = new DeliveryRows(query);
        return Paging.StreamAsync<Delivery>(readers, query.Limit, rows.Select, rows.Bind, DeliveryRows.Read, cancellationToken);
    }

    public ValueTask<IReadOnlyList<DestinationDepth>> CountAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare(DeliveryRows.Depths);
        var depths = new List<DestinationDepth>();
        while (rows.Step())
        {
            depths.Add(new DestinationDepth(rows.Text(0), rows.Int64(1), rows.Int64OrNull(2), rows.Int64(3), rows.TextOrNull(4)));
        }

        return ValueTask.FromResult<IReadOnlyList<DestinationDepth>>(depths);
    }

    public ValueTask<int> RetryAsync(string? destination, long? id, long now, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => Retry(session, destination, id, now), cancellationToken);

    private static int Settle(SqliteSession session, IReadOnlyList<Settlement> settlements, long now)
    {
        // Of what is pending alone: whatever happened to a message meanwhile is newer than what was sent.
        using SqliteStatement settle = session.Prepare("""
            update delivery
            set state = ?2, attempts = attempts + ?3, answers = answers + ?4, answer = coalesce(?5, answer), next_at = coalesce(?6, next_at),
                ended_at = ?7, body = case ?2 when 2 then '' else body end
            where id = ?1 and state = 0
            """);

        // The profile may have gone into another one meanwhile, which keeps the name it has.
        using SqliteStatement name = session.Prepare("""
            update told_profile set name = case when profile = ?3 then ?2 else coalesce(name, ?2) end
            where destination = (select destination from delivery where id = ?1) and profile = (select profile from delivery where id = ?1)
            """);
        foreach (Settlement one in settlements)
        {
            settle.Bind(1, one.Of.Id)
                .Bind(2, (long)one.State)
                .Bind(3, (long)one.Sent)
                .Bind(4, (long)one.Answered)
                .Bind(5, one.Answer)
                .Bind(6, one.NextAttemptAt)
                .Bind(7, one.State == DeliveryState.Pending ? null : now)
                .Execute();
            if (one.KnownAs is not null || one.ForgetName)
            {
                name.Bind(1, one.Of.Id).Bind(2, one.KnownAs).Bind(3, one.Of.Message.Profile).Execute();
            }
        }

        return settlements.Count;
    }

    private int Retry(SqliteSession session, string? destination, long? id, long now)
    {
        List<Delivery> failed = Failed(session, destination, id);
        using SqliteStatement renew = session.Prepare("""
            update delivery
            set state = 0, queued_at = ?2, next_at = ?2, ended_at = null, body = ?3
            where id = ?1 and state = 1
            """);
        foreach (Delivery delivery in failed)
        {
            renew.Bind(1, delivery.Id).Bind(2, now).Bind(3, BodyNow(delivery)).Execute();
        }

        return failed.Count;
    }

    private static List<Delivery> Failed(SqliteSession session, string? destination, long? id)
    {
        var query = new DeliveryRows(new DeliveryQuery(destination, DeliveryState.Failed, After: id - 1));
        using SqliteStatement rows = session.Prepare(query.Select);
        query.Bind(rows, null, id is null ? long.MaxValue : 1);
        var failed = new List<Delivery>();
        while (rows.Step())
        {
            failed.Add(DeliveryRows.Read(rows));
        }

        failed.RemoveAll(delivery => id is not null && delivery.Id != id);
        return failed;
    }

    private string BodyNow(Delivery delivery) =>
        delivery.Message.Kind == MessageKind.Profile && table.Load(delivery.Message.Profile) is { } profile && table.Outbox?.Renew(profile) is { } body
            ? body
            : delivery.Message.Body;
}
