using Connector.Core.Alerts;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Open alerts and messages on their way.</summary>
internal sealed class PostgresAlerts(PostgresLink link) : IAlertStore
{
    public async ValueTask<IReadOnlyList<OpenAlert>> ListOpenAsync(CancellationToken cancellationToken) => await link.QueryAsync(
        "select integration, kind, since from alert order by integration, kind",
        row => new OpenAlert(row.Text(0), row.Text(1), row.GetInt64(2)),
        cancellationToken);

    public ValueTask<IReadOnlyList<AlertDelivery>> TellAsync(AlertNews news, IReadOnlyList<AlertDelivery> messages, CancellationToken cancellationToken) =>
        link.WriteAsync<IReadOnlyList<AlertDelivery>>(
            async connection =>
            {
                int changed = news.IsRecovery
                    ? await EndAsync(connection, news.Of, cancellationToken)
                    : await connection.ExecuteAsync(
                        "insert into alert (integration, kind, since) values ($1, $2, $3) on conflict do nothing",
                        [news.Of.Integration, news.Of.Kind, news.Of.Since],
                        cancellationToken);
                var kept = new List<AlertDelivery>();
                foreach (AlertDelivery message in changed > 0 ? messages : [])
                {
                    long id = await connection.ScalarAsync<long>(
                        "insert into alert_delivery (webhook, at, body) values ($1, $2, $3) returning id", [message.Webhook, message.At, message.Body], cancellationToken);
                    kept.Add(message with { Id = id });
                }

                return kept;
            },
            cancellationToken);

    public async ValueTask ForgetAsync(OpenAlert alert, CancellationToken cancellationToken) =>
        await link.WriteAsync(connection => EndAsync(connection, alert, cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<AlertDelivery>> ListDeliveriesAsync(CancellationToken cancellationToken) => await link.QueryAsync(
        "select id, webhook, at, body from alert_delivery order by id",
        row => new AlertDelivery(row.GetInt64(0), row.Text(1), row.GetInt64(2), row.Text(3)),
        cancellationToken);

    public async ValueTask RemoveDeliveryAsync(long id, CancellationToken cancellationToken) =>
        await link.ExecuteAsync("delete from alert_delivery where id = $1", cancellationToken, id);

    private static Task<int> EndAsync(NpgsqlConnection connection, OpenAlert alert, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("delete from alert where integration = $1 and kind = $2", [alert.Integration, alert.Kind], cancellationToken);
}
