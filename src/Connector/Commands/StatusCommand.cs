using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector status</c>: how far every integration has come.</summary>
internal sealed class StatusCommand() : ConnectorCommand(
    "status",
    "Shows every integration: when it is due, how far it has read, its last run, its rejects.",
    "status",
    "status --json")
{
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        StoreStatus status = await store.Queries.GetStatusAsync(cancellationToken);
        DateTimeOffset now = call.Time.GetUtcNow();
        foreach (Integration integration in catalog.Integrations.Values.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            IntegrationStatus one = StatusOf(integration, status, now);
            if (call.IsJson)
            {
                call.Out.Json(json => StatusOutput.Write(json, one, now));
            }
            else
            {
                StatusOutput.Write(call.Out, await WithReadersAsync(one, store.Queries, cancellationToken), now);
            }
        }

        return ExitCode.Done;
    }

    private static async Task<IntegrationStatus> WithReadersAsync(IntegrationStatus status, IStoreQueries queries, CancellationToken cancellationToken) =>
        status.LastRun is { Kind: "backfill", FinishedAt: null } run
            ? status with { Readers = await queries.ListReadersAsync(run.Id, cancellationToken) }
            : status;

    private static IntegrationStatus StatusOf(Integration integration, StoreStatus status, DateTimeOffset now)
    {
        RunState? lastSync = status.LastRuns.FirstOrDefault(run => run.Integration == integration.Name && run.Kind == "sync");
        DateTimeOffset? lastStarted = lastSync is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(lastSync.StartedAt);
        return IntegrationStatus.Of(integration, integration.Active ? FireTimes.Next(integration.Schedule, lastStarted, now) : null, status);
    }
}
