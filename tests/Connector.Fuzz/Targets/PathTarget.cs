using System.Globalization;
using System.Text;
using Connector.Core.Records;

namespace Connector.Fuzz.Targets;

/// <summary>Paths: refused with a reason, or the same again when what was understood is written out and read.</summary>
internal sealed class PathTarget : Target
{
    private static readonly LogResource[] Resources = [.. LogResource.All, .. LogResource.Messages];

    public override string Name => "path";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        Inputs.Of("event_name", "event_json.contacts.email", "event_json.items[0].sku", "event_json[\"Doctor Type\"]", "event_json[\"a\\\"b\\\\\"].c", "customAttributes.loyalty_level", "attributes.orderId");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Evil, .. Inputs.Of(".", "[", "]", "[0]", "[\"", "\"]", ".a", "event_json", "2147483648", "[ 1]", "[\"\"]", "..")];

    /// <summary>For a column that is not known the nearest is looked for among all.</summary>
    public override long BytesPerByte => 4000;

    public override void Read(byte[] input, Random random) => _ = FieldPath.TryParse(Encoding.UTF8.GetString(input), Resource(random), out _, out _);

    public override void Check(byte[] input, Random random)
    {
        LogResource resource = Resource(random);
        bool isPath = FieldPath.TryParse(Encoding.UTF8.GetString(input), resource, out FieldPath? path, out string? error);
        Hold(isPath ? path is not null && error is null : !string.IsNullOrEmpty(error), "A path is refused without a reason, or taken with one.");
        if (!isPath || path!.Steps.IsEmpty)
        {
            return;
        }

        Hold(path.Steps.Length <= FieldPath.MaxSteps, "A path is deeper than paths may be.");
        string written = path.Column + string.Concat(path.Steps.Select(step => step.Name is { } name
            ? $"[\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]"
            : $"[{step.Index.ToString(CultureInfo.InvariantCulture)}]"));
        Hold(FieldPath.TryParse(written, resource, out FieldPath? again, out error) && path.Equals(again), $"Written out as {written} it is another path: {error}");
    }

    private static LogResource Resource(Random random) => random.Next(2) == 0 ? LogResource.Events : Resources[random.Next(Resources.Length)];
}
