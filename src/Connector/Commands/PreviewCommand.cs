using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector preview</c>: what an import would do, record by record.</summary>
internal sealed class PreviewCommand : ConnectorCommand
{
    private readonly Argument<string> _integration = SharedOptions.Integration();
    private readonly FileOptions _file = new();
    private readonly Option<long?> _limit = new("--limit")
    {
        Description = "Stop after so many records. Default: all of them.",
        HelpName = "N",
    };

    private readonly Option<bool> _strict = SharedOptions.Strict();

    public PreviewCommand()
        : base(
            "preview",
            "Says what an import would do, record by record, and writes nothing.",
            "preview shop-app --resource events --input events.json",
            "preview shop-app --resource events --input events.json --limit 10 --json")
    {
        Add(_integration);
        _file.AddTo(this);
        Add(_limit);
        Add(_strict);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long limit = call.Get(_limit) ?? long.MaxValue;
        if (limit < 1)
        {
            throw new UsageException("--limit must be at least 1.");
        }

        ConnectorCatalog catalog = call.Catalog();
        FileWork work = _file.Read(call, catalog, call.Get(_integration)!);
        await using IStore store = await call.OpenStoreForReadingAsync(catalog, cancellationToken);
        TimeZoneInfo zone = await work.ZoneAsync(call, store.Progress, cancellationToken);
        var plan = new ResourcePlan(work.Integration, work.Resource, zone);
        var text = new PreviewText(call.Out, work.Integration);
        (RunCounts counts, bool stopped) = await new Preview(store, call.Time).RunAsync(
            plan,
            limit,
            (sink, token) => work.ReadAsync(plan.Schema, sink, null, token),
            line =>
            {
                if (call.IsJson)
                {
                    call.Out.Json(json => json.WritePreview(line, work.Integration));
                }
                else
                {
                    text.Show(line);
                }
            },
            cancellationToken);
        if (!call.IsJson)
        {
            text.Finish(counts);
        }

        if (stopped)
        {
            call.Messages.Note($"Stopped after {RunOutput.Plural(limit, "record")}; --limit sets another number.");
        }

        return call.Get(_strict) && counts.Rejected > 0 ? ExitCode.Rejects : ExitCode.Done;
    }
}
