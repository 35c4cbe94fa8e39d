using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Core.Alerts;
using Connector.Core.Records;
using Connector.Output;

namespace Connector.Alerts;

/// <summary>News as receivers get it.</summary>
internal static class AlertBody
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JsonOutput.Options.Encoder };

    /// <param name="id">Tells one piece of news from another; the same at every attempt and every receiver.</param>
    public static string Of(AlertNews news, Guid id, DateTimeOffset now) => new JsonObject
    {
        ["kind"] = news.Kind,
        ["integration"] = news.Of.Integration,
        ["text"] = news.Text,
        ["at"] = Times.Text(now),
        ["details"] = news.Details.DeepClone(),
        ["id"] = id.ToString(),
    }.ToJsonString(Options);
}
