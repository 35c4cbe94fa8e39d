using System.Text;
using System.Text.Json;
using Connector.Core;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Output;

namespace Connector.Commands;

/// <summary>Runs the examples of a config on an empty store, as a preview of their records.</summary>
internal sealed class HookTestRunner(IExportDecoder decoder, TimeProvider time)
{
    /// <returns>Null: everything is as expected; else what is not.</returns>
    public async Task<string?> RunAsync(Integration integration, HookTest test, CancellationToken cancellationToken)
    {
        (TimeZoneInfo zone, _) = await Synchronizer.ImportZoneAsync(integration, progress: null, cancellationToken);
        var plan = new ResourcePlan(integration, test.Resource, zone);
        using JsonDocument expect = JsonDocument.Parse(test.Expect);
        string? hook = expect.RootElement.TryGetProperty("hook", out JsonElement named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (hook is not null && plan.Hooks.All(one => one.Hook.Name != hook))
        {
            string near = Nearest.To(hook, plan.Hooks.Select(one => one.Hook.Name)) is { } known ? $" Did you mean '{known}'?" : "";
            return $"there is no hook '{hook}' on {test.Resource.Name}.{near}";
        }

        List<PreviewLine> lines = await PreviewAsync(plan, test, cancellationToken);
        string difference = "no hook looks at the record";
        foreach (PreviewLine line in lines.Where(line => line.Record > test.Given.Length && (hook is null || line.Hook is null || line.Hook == hook)))
        {
            using JsonDocument actual = JsonDocument.Parse(Text(line, integration));
            if (JsonSubset.Difference(expect.RootElement, actual.RootElement) is not { } here)
            {
                return null;
            }

            difference = line.Detail is null ? here : $"{here} ({line.Reason}: {line.Detail})";
        }

        // What was to be there before is the likeliest reason, and the one that does not show.
        return lines.Find(line => line.Record <= test.Given.Length && line.Outcome == Outcome.Reject) is { } refused
            ? $"{difference}; given record {refused.Record} was rejected by {refused.Hook}: {refused.Detail}"
            : difference;
    }

    private async Task<List<PreviewLine>> PreviewAsync(ResourcePlan plan, HookTest test, CancellationToken cancellationToken)
    {
        var records = new StringBuilder();
        foreach (string record in test.Given.Append(test.Record))
        {
            records.Append(record).Append('\n');
        }

        var body = new MemoryStream(Encoding.UTF8.GetBytes(records.ToString()));
        var lines = new List<PreviewLine>();
        await new Preview(new EmptyStore(), time).RunAsync(
            plan,
            long.MaxValue,
            (sink, token) => decoder.DecodeAsync(body, ExportFormat.JsonLines, plan.Schema, sink, token),
            lines.Add,
            cancellationToken);
        return lines;
    }

    private static ReadOnlyMemory<byte> Text(PreviewLine line, Integration integration)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WritePreview(line, integration);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
