using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary><c>connector import</c>: the same work from a downloaded export.</summary>
internal sealed class ImportCommand : ConnectorCommand
{
    private readonly Argument<string> _integration = SharedOptions.Integration();
    private readonly FileOptions _file = new();
    private readonly Option<bool> _strict = SharedOptions.Strict();

    public ImportCommand()
        : base(
            "import",
            "Does with a downloaded export what a sync does with a fresh one. Importing a file twice changes nothing.",
            "import shop-app --resource events --input events.json",
            "import shop-app --resource installations --input installations.csv.gz --strict",
            "import shop-app --resource events --input - --format jsonl < events.jsonl")
    {
        Add(_integration);
        _file.AddTo(this);
        Add(_strict);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        FileWork work = _file.Read(call, catalog, call.Get(_integration)!);
        using AppMetricaClient source = call.OpenSource();
        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        TimeZoneInfo zone = await work.ZoneAsync(call, store.Progress, cancellationToken);
        var synchronizer = new Synchronizer(source, store, store.Progress, call.Time);
        var watch = new RunWatch(call, "What was stored stays; importing the file again is harmless and brings the rest.", cancellationToken);
        await watch.RunAsync(work.Integration.Name, observer => synchronizer.ImportAsync(
            work.Integration,
            work.Resource,
            zone,
            (schema, sink, token) => work.ReadAsync(schema, sink, new FileProgress(work.Resource, observer), token),
            observer,
            cancellationToken));
        return watch.Finish(call.Get(_strict));
    }
}
