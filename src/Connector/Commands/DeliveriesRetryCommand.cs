using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector deliveries retry</c>: messages that failed for good go out once more.</summary>
internal sealed class DeliveriesRetryCommand : ConnectorCommand
{
    private readonly Option<string> _destination = SharedOptions.Text("--destination", "D", "Only messages to this destination.");
    private readonly Option<long?> _id = new("--id")
    {
        Description = "Only the message of this id.",
        HelpName = "N",
    };

    public DeliveriesRetryCommand()
        : base(
            "retry",
            "Makes failed messages pending again, under their ids. A running service sends them, or 'deliveries send' does.",
            "deliveries retry",
            "deliveries retry --destination altcraft --json")
    {
        Add(_destination);
        Add(_id);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        string? destination = call.Get(_destination);
        if (destination is not null)
        {
            Invocation.Named(catalog.Destinations, destination, "destination");
        }

        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        int count = await store.Deliveries.RetryAsync(destination, call.Get(_id), call.Now, cancellationToken);
        if (call.IsJson)
        {
            call.Out.Json(json => json.WriteNumber("retried", count));
        }
        else
        {
            call.Out.Line(count == 0 ? "No such message failed." : $"{RunOutput.Plural(count, "message")} will be sent again.");
        }

        return ExitCode.Done;
    }
}
