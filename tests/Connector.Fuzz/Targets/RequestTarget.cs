using System.Text.Json;
using Connector.Core.Ingest;

namespace Connector.Fuzz.Targets;

/// <summary>Requests of senders: faults at places, or messages that are JSON objects.</summary>
internal sealed class RequestTarget : Target
{
    private readonly RequestBody _body = new();

    public override string Name => "request";

    public override IReadOnlyList<byte[]> Seeds { get; } = Inputs.Of(
        """{"customUserId":"a","messages":[{"type":"user","id":"1","time":1680000000000,"firstName":"A","customAttributes":{"x":[1]}}]}""",
        """{"messages":[{"type":"action","id":"2","time":"1733830178","name":"buy","attributes":{"orderId":7}}],"metrixUserId":"m","metaData":{"device":[1,{"a":2}]}}""",
        """{"customUserId":"a","messages":[{"type":"revenue","id":"3","time":1,"revenue":1e3,"currency":"USD"},{"type":"businessEvent","id":"4","time":1}]}""");

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. Inputs.Json, .. Inputs.Of("\"messages\":[", "\"type\":\"user\"", "\"id\":\"1\"", "\"time\":1", "\"customUserId\":", "\"us\\u0065r\"", "{\"type\":\"action\",\"id\":\"9\",\"time\":1,\"name\":\"x\"},")];

    public override void Read(byte[] input, Random random) => _body.Read(input);

    public override void Check(byte[] input, Random random)
    {
        bool isRight = _body.Read(input);
        Hold(isRight == (_body.Faults.Count == 0), "It is right with faults, or wrong without.");
        Hold(_body.Faults.All(fault => fault.Text.Length is > 0 and < 500), "A fault has no words, or too many.");
        if (!isRight)
        {
            return;
        }

        Hold(_body.Messages.Count > 0 && (_body.CustomUser is not null || _body.MetrixUser is not null), "It is taken without a message or a user.");
        foreach (BodyMessage message in _body.Messages)
        {
            using JsonDocument document = JsonDocument.Parse(message.Whole.Of(input).ToArray());
            Hold(document.RootElement.ValueKind == JsonValueKind.Object, "A message is no object.");
            Hold(message.Id.Length > 0 && message.Id.Start > message.Whole.Start && message.Id.Start + message.Id.Length < message.Whole.Start + message.Whole.Length, "A message's id stands outside of it.");
        }
    }
}
