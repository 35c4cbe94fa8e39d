using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector rejects retry</c>: what was refused goes through the hooks once more, as the config is now.</summary>
internal sealed class RejectsRetryCommand : ConnectorCommand
{
    private readonly Option<string> _integration = SharedOptions.Text("--integration", "I", "Only rejects of this integration.");
    private readonly Option<bool> _strict = SharedOptions.Strict();

    public RejectsRetryCommand()
        : base("retry", "Tries rejected records again, with the config as it is now. What succeeds goes away.", "rejects retry", "rejects retry --integration shop-app --json")
    {
        Add(_integration);
        Add(_strict);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        string? integration = call.Get(_integration);
        if (integration is not null)
        {
            Invocation.Named(catalog.Integrations, integration, "integration");
        }

        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        long started = call.Time.GetTimestamp();
        var retry = new RejectRetry(store, store.Queries, store.Progress, call.Decoder, call.Time);
        RunCounts counts = await retry.RunAsync(catalog, integration, cancellationToken);
        TimeSpan elapsed = call.Time.GetElapsedTime(started);
        if (call.IsJson)
        {
            call.Out.Json(json => json.WriteSummary(counts, elapsed));
        }
        else
        {
            call.Out.Line($"{RunOutput.Plural(counts.Records, "reject")} tried again. {RunOutput.Sentence(counts, elapsed)}");
        }

        return call.Get(_strict) && counts.Rejected > 0 ? ExitCode.Rejects : ExitCode.Done;
    }
}
