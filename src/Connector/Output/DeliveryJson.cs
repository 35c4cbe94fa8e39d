using System.Text.Json;
using Connector.Core.Delivery;
using Connector.Core.Profiles;

namespace Connector.Output;

/// <summary>Messages to other systems as <c>deliveries list --json</c> prints them. What they say is left out: it is about a person.</summary>
internal static class DeliveryJson
{
    public static void WriteDelivery(this Utf8JsonWriter json, Delivery delivery)
    {
        json.WriteNumber("id", delivery.Id);
        json.WriteString("destination", delivery.Message.Destination);
        json.WriteString("profile", ProfileState.FormatId(delivery.Message.Profile));
        json.WriteString("kind", delivery.Message.Kind.Name());
        json.WriteString("messageId", delivery.Message.MessageId);
        json.WriteTime("at", delivery.Message.At);
        json.WriteString("state", delivery.State.Name());
        json.WriteNumber("attempts", delivery.Attempts);
        json.WriteTime("nextAttemptAt", delivery.NextAttemptAt);
        json.WriteString("answer", delivery.Answer);
    }
}
