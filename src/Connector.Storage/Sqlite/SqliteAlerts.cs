using Connector.Core.Alerts;

namespace Connector.Storage.Sqlite;

/// <summary>Open alerts and messages on their way.</summary>
internal sealed class SqliteAlerts(SqliteWriter writer, ReadSessions readers) : IAlertStore
{
    public ValueTask<IReadOnlyList<OpenAlert>> ListOpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare("select integration, kind, since from alert order by integration, kind");
        var open = new List<OpenAlert>();
        while (rows.Step())
        {
            open.Add(new OpenAlert(rows.Text(0), rows.Text(1), rows.Int64(2)));
        }

        return ValueTask.FromResult<IReadOnlyList<OpenAlert>>(open);
    }

    public ValueTask<IReadOnlyList<AlertDelivery>> TellAsync(AlertNews news, IReadOnlyList<AlertDelivery> messages, CancellationToken cancellationToken) =>
        writer.WriteAsync<IReadOnlyList<AlertDelivery>>(
            session => (news.IsRecovery ? End(session, news.Of) : Open(session, news.Of)) ? Keep(session, messages) : [],
            cancellationToken);

    public async ValueTask ForgetAsync(OpenAlert alert, CancellationToken cancellationToken) =>
        await writer.WriteAsync(session => End(session, alert), cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> ListDeliveriesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement rows = lease.Session.Prepare("select id, webhook, at, body from alert_delivery order by id");
        var deliveries = new List<AlertDelivery>();
        while (rows.Step())
        {
            deliveries.Add(new AlertDelivery(rows.Int64(0), rows.Text(1), rows.Int64(2), rows.Text(3)));
        }

        return ValueTask.FromResult<IReadOnlyList<AlertDelivery>>(deliveries);
    }

    public async ValueTask RemoveDeliveryAsync(long id, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            session =>
            {
                using SqliteStatement remove = session.Prepare("delete from alert_delivery where id = ?1");
                remove.Bind(1, id).Execute();
                return 0;
            },
            cancellationToken);

    private static bool Open(SqliteSession session, OpenAlert alert)
    {
        using SqliteStatement add = session.Prepare("insert into alert (integration, kind, since) values (?1, ?2, ?3) on conflict do nothing");
        add.Bind(1, alert.Integration).Bind(2, alert.Kind).Bind(3, alert.Since).Execute();
        return session.Changed > 0;
    }

    private static bool End(SqliteSession session, OpenAlert alert)
    {
        using SqliteStatement remove = session.Prepare("delete from alert where integration = ?1 and kind = ?2");
        remove.Bind(1, alert.Integration).Bind(2, alert.Kind).Execute();
        return session.Changed > 0;
    }

    private static List<AlertDelivery> Keep(SqliteSession session, IReadOnlyList<AlertDelivery> messages)
    {
        using SqliteStatement add = session.Prepare("insert into alert_delivery (webhook, at, body) values (?1, ?2, ?3) returning id");
        var kept = new List<AlertDelivery>();
        foreach (AlertDelivery message in messages)
        {
            add.Bind(1, message.Webhook).Bind(2, message.At).Bind(3, message.Body).Step();
            kept.Add(message with { Id = add.Int64(0) });
            add.Reset();
        }

        return kept;
    }
}
