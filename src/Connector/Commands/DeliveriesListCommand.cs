using System.CommandLine;
using Connector.Core.Delivery;
using Connector.Core.Profiles;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector deliveries list</c>.</summary>
internal sealed class DeliveriesListCommand : ConnectorCommand
{
    private readonly Option<string> _destination = SharedOptions.Text("--destination", "D", "Only messages to this destination.");
    private readonly Option<string> _state = SharedOptions.Text("--state", "STATE", "Only messages that are pending, failed or delivered.");
    private readonly Option<int?> _limit = new("--limit")
    {
        Description = "Stop after so many. Default: all.",
        HelpName = "N",
    };

    public DeliveriesListCommand()
        : base("list", "Lists messages to other systems: whom they are about, how they stand, and what the system answered.", "deliveries list", "deliveries list --destination altcraft --state failed --json")
    {
        Add(_destination);
        Add(_state);
        Add(_limit);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        DeliveryState? state = call.Get(_state) is not { } word ? null
            : DeliveryWords.FindState(word) ?? throw new UsageException($"There is no state '{word}'. Write pending, failed or delivered.");
        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        long count = 0;
        await foreach (Delivery delivery in store.Deliveries.ListAsync(new DeliveryQuery(call.Get(_destination), state, Limit: call.Get(_limit)), cancellationToken))
        {
            count++;
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteDelivery(delivery));
                continue;
            }

            OutboundMessage message = delivery.Message;
            string tried = delivery.Attempts == 0 ? "" : $", tried {RunOutput.Plural(delivery.Attempts, "time")}";
            call.Out.Line($"{delivery.Id}  {Times.Text(message.At)}  {message.Destination}: {message.Kind.Name()} of {ProfileState.FormatId(message.Profile)}  {delivery.State.Name()}{tried}");
            if (delivery.Answer is { } answer)
            {
                call.Out.Line($"    {answer}");
            }
        }

        call.Messages.Note(count == 0 ? "There are no such messages." : RunOutput.Plural(count, "message"));
        return ExitCode.Done;
    }
}
