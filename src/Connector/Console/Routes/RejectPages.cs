using Connector.Api;
using Connector.Core.Access;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Pages.Views;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>Records that were refused: why, which, and once more.</summary>
internal sealed class RejectPages(IStoreQueries queries, Retries retries, SyncControl control) : IConsoleRoutes
{
    private const int PageSize = 25;

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/rejects", Role.Viewer, ListAsync),
        ConsoleRoute.Post("/rejects/retry", Role.Operator, RetryAsync),
    ];

    private async Task<IResult> ListAsync(Visit visit)
    {
        var query = new RejectQuery(visit.Query("integration"), visit.Query("hook"), visit.Query("reason"), NewestFirst: true, visit.QueryId("after"), PageSize + 1);
        Page<KeptReject> page = await Page<KeptReject>.TakeAsync(queries.ListRejectsAsync(query, visit.Aborted), PageSize, kept => kept.Id.ToString(), visit.Aborted);
        IReadOnlyList<RejectGroup> groups = await queries.GroupRejectsAsync(visit.Aborted);
        return visit.Show<RejectsView>(
            (nameof(RejectsView.Groups), groups.Where(group => query.Integration is null || group.Integration == query.Integration).OrderByDescending(group => group.Count).ToArray()),
            (nameof(RejectsView.Query), query),
            (nameof(RejectsView.Rejects), page.Items),
            (nameof(RejectsView.Next), page.Next));
    }

    private async Task<IResult> RetryAsync(Visit visit)
    {
        string? integration = visit.Field("integration");
        if (integration is not null && !control.Catalog.Integrations.ContainsKey(integration))
        {
            return visit.NotFound($"There is no integration '{integration}' in the config now, so nothing can be done with its rejects.");
        }

        string back = Link.To("/rejects", ("integration", integration));
        return await retries.RunAsync(visit.Visitor, integration, visit.Aborted) is var (counts, _)
            ? visit.GoTo(back, $"{RunOutput.Plural(counts.Records, "record")} tried again: {RunOutput.Number(counts.Records - counts.Rejected)} went through, {RunOutput.Number(counts.Rejected)} rejected again.")
            : visit.GoTo(back, "Somebody tries them again just now. Look again in a moment.");
    }
}
