using System.Text;
using System.Text.Json;
using Connector.Api;
using Connector.Core.Access;
using Connector.Core.Sync;
using Connector.Pages.Parts;
using Connector.Pages.Views;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>Runs: all of them, and each as it goes on.</summary>
internal sealed class RunPages(IStoreQueries queries, Orders orders, SyncControl control, RunWatching watching, PageWriter writer, TimeProvider time) : IConsoleRoutes
{
    private const int PageSize = 50;

    /// <summary>Nobody reads faster, and a run may move a thousand times a second.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Statuses = [RunStatus.Queued, RunStatus.Running, RunStatus.Done, RunStatus.Failed, RunStatus.Interrupted, RunStatus.Cancelled];

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/runs", Role.Viewer, ListAsync),
        ConsoleRoute.Get("/runs/{id}", Role.Viewer, ShowAsync),
        ConsoleRoute.Get("/runs/{id}/progress", Role.Viewer, WatchAsync),
        ConsoleRoute.Post("/runs/{id}/cancel", Role.Operator, CancelAsync),
    ];

    private async Task<IResult> ListAsync(Visit visit)
    {
        string? status = visit.Query("status") is { } word && Statuses.Contains(word) ? word : null;
        var query = new RunQuery(visit.Query("integration"), status, visit.Query("kind"), visit.QueryId("after"), PageSize + 1);
        Page<RunState> page = await Page<RunState>.TakeAsync(queries.ListRunsAsync(query, visit.Aborted), PageSize, run => run.Id.ToString(), visit.Aborted);
        return visit.Show<RunsView>(
            (nameof(RunsView.Runs), page.Items),
            (nameof(RunsView.Query), query),
            (nameof(RunsView.Next), page.Next),
            (nameof(RunsView.Integrations), control.Catalog.Integrations.Keys.Order(StringComparer.Ordinal).ToArray()),
            (nameof(RunsView.Statuses), Statuses));
    }

    private async Task<IResult> ShowAsync(Visit visit) => await RunAsync(visit) is { } run
        ? visit.Show<RunDetailView>(
            (nameof(RunDetailView.Readers), await queries.ListReadersAsync(run.Id, visit.Aborted)),
            (nameof(RunDetailView.Look), RunLook.Of(run, control.Now(run.Id))),
            (nameof(RunDetailView.IsHere), control.Now(run.Id) is not null),
            (nameof(RunDetailView.IsKnown), control.Catalog.Integrations.ContainsKey(run.Integration)))
        : visit.NotFound("There is no such run, or it is so old that it was tidied away.");

    private async Task<IResult> CancelAsync(Visit visit)
    {
        if (await RunAsync(visit) is not { } run)
        {
            return visit.NotFound("There is no such run, or it is so old that it was tidied away.");
        }

        bool cancelled = await orders.CancelAsync(visit.Visitor, run.Id, visit.Aborted);
        return visit.GoTo($"/runs/{run.Id}", cancelled ? "It ends as soon as the batch in hand is done." : "It is over already, or another process reads it. Nothing was done.");
    }

    private async Task<IResult> WatchAsync(Visit visit) => await RunAsync(visit) is { } run ? new Stream(this, visit, run) : Results.NotFound();

    private async Task<RunState?> RunAsync(Visit visit) => visit.Id("id") is { } id ? await queries.GetRunAsync(id, visit.Aborted) : null;

    /// <summary>The part of the page that moves, as HTML in events; at the end one that says so.</summary>
    private async Task<ReadOnlyMemory<byte>> EventOf(RunProgress progress, RunState run, Shell shell, CancellationToken cancellationToken)
    {
        if (!progress.IsOver)
        {
            await Task.Delay(Calm, time, cancellationToken);
        }

        string html = await writer.WriteAsync(
            typeof(RunProgressPart),
            shell with { Now = time.GetUtcNow() },
            new Dictionary<string, object?> { [nameof(RunProgressPart.Look)] = RunLook.Of(run, progress) });
        return Encoding.UTF8.GetBytes($"event: {(progress.IsOver ? "over" : "progress")}\ndata: {JsonSerializer.Serialize(html)}\n\n");
    }

    private Task FollowAsync(Visit visit, RunState run)
    {
        Shell shell = visit.Shell();
        return watching.FollowAsync(visit.Http, run, progress => EventOf(progress, run, shell, visit.Aborted));
    }

    private sealed class Stream(RunPages pages, Visit visit, RunState run) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => pages.FollowAsync(visit, run);
    }
}
