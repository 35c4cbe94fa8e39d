using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Vendors.AppMetrica;

/// <summary>The two questions to the Management API. Members beyond those named here hold secrets and are never kept.</summary>
internal sealed class ManagementCalls(AppMetricaRequests requests, TimeProvider time, ILogger logger)
{
    private const int MostBytes = 1024 * 1024;

    /// <remarks>Source: AppMetrica docs, «Management API › Applications»: <c>{"application":{"name":"..","time_zone_name":"Europe/Moscow",..}}</c>.</remarks>
    public async Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken)
    {
        const string What = "The application's description";
        using JsonDocument json = await AskAsync(source, ExportUrl.OfApplication(source), What, cancellationToken);
        if (Member(json.RootElement, "application") is not { ValueKind: JsonValueKind.Object } application)
        {
            throw Unexpected(What);
        }

        string zone = Text(application, "time_zone_name")
            ?? throw new SourceException($"AppMetrica does not tell the time zone of application {source.ApplicationId}. Put it into source.timeZone.");
        return new ApplicationDescription(source.ApplicationId, Text(application, "name") ?? "", zone);
    }

    /// <remarks>Source: AppMetrica docs, «Management API › Logs API status»; its two versions name the member differently.</remarks>
    public async Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken)
    {
        const string What = "The state of the Logs API";
        using JsonDocument json = await AskAsync(source, ExportUrl.OfStatus(source), What, cancellationToken);
        string? status = Text(json.RootElement, "logs_api_availability_status") ?? Text(json.RootElement, "status");
        return status?.ToLowerInvariant() switch
        {
            "enabled" => true,
            "disabled" => false,
            _ => throw Unexpected(What),
        };
    }

    private async Task<JsonDocument> AskAsync(AppMetricaSource source, Uri url, string what, CancellationToken cancellationToken)
    {
        Patience patience = new(source.RetryPause, source.PollPause, Patience.QuestionRetries, Patience.LongestQuestionWait, setback =>
            logger.RequestFailed(what, source.ApplicationId, setback.Reason, setback.Pause));
        using Reply reply = await requests.GetAsync(source, url, fresh: false, patience, cancellationToken);
        if (reply.Opened is null)
        {
            throw Faults.Of(reply, source, what, resource: null, columns: []);
        }

        try
        {
            HttpContent content = reply.Opened.Content;
            await using WireStream wire = new(await content.ReadAsStreamAsync(cancellationToken), content.Headers.ContentLength, time, bytes =>
            {
                if (bytes > MostBytes)
                {
                    throw Unexpected(what);
                }
            });
            await using Stream plain = content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase) ? new WholeGzipStream(wire) : wire;
            return await JsonDocument.ParseAsync(plain, cancellationToken: cancellationToken);
        }
        catch (JsonException)
        {
            // Not as the inner exception: its message may quote what is not ours to show.
            throw Unexpected(what);
        }
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement member) ? member : null;

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } member && member.GetString() is { Length: > 0 } text ? text : null;

    private static SourceException Unexpected(string what) =>
        new($"{what} came in a form that is not AppMetrica's. Check source.baseUrl and what stands between, such as a proxy.");
}
