using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica;

/// <summary>Puts an answer that ends the matter into words: what happened and what to do.</summary>
internal static class Faults
{
    /// <param name="what">What was asked for: «The export of events».</param>
    /// <param name="resource">The resource whose columns were asked for; null for a question to the Management API.</param>
    public static SourceException Of(Reply reply, AppMetricaSource source, string what, LogResource? resource, ImmutableArray<string> columns)
    {
        string said = reply.Quote.Length > 0 ? $"{reply.Status}: {reply.Quote}" : $"{reply.Status}";
        return Answer.Of(reply) switch
        {
            Answer.TooLarge => new ExportTooLargeException($"{what} is too large for one file ({said})."),
            Answer.Unauthorized => new SourceRefusedException(
                $"{what} was refused ({said}). The token is missing, wrong or was revoked: put a new OAuth token into source.token."),
            Answer.Forbidden => new SourceRefusedException(
                $"{what} was refused ({said}). The token's user has no access to application {source.ApplicationId}: give that user at least the "
                + "right to view it, or put in the token of one who has it. A Post API or SDK key is no token."),
            Answer.QuotaSpent => new SourceException(
                $"{what} was not given: the quota of requests is spent ({said}). The daily one is new at 00:00 GMT."),
            Answer.QueueFull => new SourceException($"{what} was not given: too many requests ({said}). Try again later."),
            Answer.Failing => new SourceException($"{what} failed several times ({said}). The next run goes on from here."),
            _ when reply.RedirectedTo is { } elsewhere => new SourceException(
                $"{what} was redirected to {elsewhere} ({reply.Status}), where the token is not sent. Put the address of AppMetrica into source.baseUrl."),
            _ when reply.Status == 404 => new SourceException(
                $"{what} was not found ({said}). Check source.applicationId ({source.ApplicationId}) and source.baseUrl."),
            _ when reply.Status == 400 && resource is not null && ColumnNames.In(reply.Text, columns, resource) is { Count: > 0 } named => new SourceException(
                $"{what} was refused ({said}). It names {Columns(named)}: correct the spelling in the hooks, or take the hooks that use "
                + $"{(named.Count == 1 ? "it" : "them")} out."),
            _ => new SourceException($"{what} was refused ({said})."),
        };
    }

    private static string Columns(IReadOnlyList<string> named) =>
        $"{(named.Count == 1 ? "the column" : "the columns")} {string.Join(", ", named.Select(name => $"«{name}»"))}";
}
