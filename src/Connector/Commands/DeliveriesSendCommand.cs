using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Deliveries;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector deliveries send</c>: what is pending, now and in the foreground.</summary>
internal sealed class DeliveriesSendCommand : ConnectorCommand
{
    private readonly Argument<string[]> _destinations = new("DESTINATION")
    {
        Description = "Send to these only. Default: to every active destination.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public DeliveriesSendCommand()
        : base("send", "Sends what is pending now, also what waits for its next attempt. Where a service sends already, it is left to that.", "deliveries send", "deliveries send altcraft --json")
    {
        Add(_destinations);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog(needsSecrets: true);
        string[] named = call.Get(_destinations) ?? [];
        Destination[] destinations = named.Length > 0
            ? [.. named.Select(name => Invocation.Named(catalog.Destinations, name, "destination"))]
            : [.. catalog.Destinations.Values.Where(one => one.Active).OrderBy(one => one.Name, StringComparer.Ordinal)];
        if (destinations.Length == 0)
        {
            throw new UsageException("There is no active destination. Make a file in config/destinations; config/README.md shows how.");
        }

        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        bool isWhole = true;
        foreach (Destination destination in destinations)
        {
            isWhole &= await SendAsync(call, catalog, destination, store, cancellationToken);
        }

        return isWhole ? ExitCode.Done : ExitCode.Unreachable;
    }

    /// <returns>Whether nothing is left.</returns>
    private static async Task<bool> SendAsync(Invocation call, ConnectorCatalog catalog, Destination destination, IStore store, CancellationToken cancellationToken)
    {
        Drained? drained = await Draining.RunAsync(destination, catalog, store.Deliveries, call.Way, call.Time, cancellationToken);
        if (drained is null)
        {
            call.Messages.Say($"{destination.Name}: another process sends to it already.");
            return true;
        }

        // One that never was active has no messages, and is not counted.
        long pending = (await store.Deliveries.CountAsync(cancellationToken)).FirstOrDefault(one => one.Destination == destination.Name)?.Pending ?? 0;
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteString("destination", destination.Name);
                json.WriteNumber("delivered", drained.Delivered);
                json.WriteNumber("failed", drained.Failed);
                json.WriteNumber("pending", pending);
            });
        }
        else
        {
            call.Out.Line($"{destination.Name}: {RunOutput.Plural(drained.Delivered, "message")} delivered, {RunOutput.Number(drained.Failed)} failed, {RunOutput.Number(pending)} left.");
        }

        if (pending > 0)
        {
            call.Messages.Say($"{destination.Name} did not take everything. {drained.Answer ?? "'connector deliveries list --state pending' shows what it said."}");
        }

        return pending == 0;
    }
}
