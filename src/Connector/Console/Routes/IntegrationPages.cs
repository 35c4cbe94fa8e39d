using Connector.Api;
using Connector.Commands;
using Connector.Core;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Pages.Views;
using Connector.Pages.Words;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>One integration: what it does, how it stands, and what can be told to it.</summary>
internal sealed class IntegrationPages(IntegrationOverview overview, LastDay lastDay, IStoreQueries queries, Orders orders, SyncControl control, TimeProvider time) : IConsoleRoutes
{
    private const string Path = "/integrations/{name}";
    private const int ShownRuns = 10;

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get(Path, Role.Viewer, visit => ShowAsync(visit, null)),
        ConsoleRoute.Post(Path + "/sync", Role.Operator, SyncAsync),
        ConsoleRoute.Post(Path + "/pause", Role.Operator, PauseAsync),
        ConsoleRoute.Post(Path + "/resume", Role.Operator, ResumeAsync),
        ConsoleRoute.Post(Path + "/backfills", Role.Operator, BackfillAsync),
    ];

    /// <summary>For a name that the config in use does not have.</summary>
    public static IResult Unknown(Visit visit, string name, IEnumerable<string> known) => visit.NotFound(
        $"There is no integration '{name}'.{(Nearest.To(name, known) is { } near ? $" Did you mean '{near}'?" : " It may have been removed from the config, or its file has an error.")}");

    /// <param name="wish">A backfill that could not be started, with the reason; null: none was asked for.</param>
    private async Task<IResult> ShowAsync(Visit visit, BackfillWish? wish)
    {
        string name = visit["name"];
        if (await overview.GetAsync(name, visit.Aborted) is not { } state)
        {
            return Unknown(visit, name, control.Catalog.Integrations.Keys);
        }

        Page<RunState> runs = await Page<RunState>.TakeAsync(
            queries.ListRunsAsync(new RunQuery(name, Limit: ShownRuns + 1), visit.Aborted), ShownRuns, run => run.Id.ToString(), visit.Aborted);
        DayCounts day = (await lastDay.CountAsync(visit.Aborted)).GetValueOrDefault(name) ?? DayCounts.None;
        Integration integration = state.Schedule.Integration;
        return visit.Show<IntegrationView>(
            wish is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
            (nameof(IntegrationView.Row), IntegrationRow.Of(state, day, time.GetUtcNow())),
            (nameof(IntegrationView.Hooks), integration.Hooks.Select(hook => HookInWords.Of(hook, control.Catalog)).ToArray()),
            (nameof(IntegrationView.Cursors), state.Status.Cursors),
            (nameof(IntegrationView.Runs), runs.Items),
            (nameof(IntegrationView.HasMoreRuns), runs.Next is not null),
            (nameof(IntegrationView.Live), await LiveAsync(state.Schedule, visit.Aborted)),
            (nameof(IntegrationView.Wish), wish ?? BackfillWish.None));
    }

    private async Task<RunLook[]> LiveAsync(ScheduleState schedule, CancellationToken cancellationToken)
    {
        var live = new List<RunLook>();
        foreach (long id in schedule.RunningRun is { } running ? schedule.Waiting.Prepend(running) : schedule.Waiting)
        {
            if (await queries.GetRunAsync(id, cancellationToken) is { } run)
            {
                live.Add(RunLook.Of(run, control.Now(id)));
            }
        }

        return [.. live];
    }

    private async Task<IResult> SyncAsync(Visit visit)
    {
        if (!IsRead(visit))
        {
            return await ShowAsync(visit, null);
        }

        SyncStart start = await orders.SyncAsync(visit.Visitor, visit["name"], visit.Aborted);
        return visit.GoTo($"/runs/{start.Run}", start.Started ? "The sync begins." : "A sync runs or waits already; this is it.");
    }

    private async Task<IResult> PauseAsync(Visit visit)
    {
        if (!IsRead(visit))
        {
            return await ShowAsync(visit, null);
        }

        await orders.PauseAsync(visit.Visitor, visit["name"], visit.Aborted);
        return visit.GoTo(Link.ToIntegration(visit["name"]), "Paused. It is not read until it is resumed.");
    }

    private async Task<IResult> ResumeAsync(Visit visit)
    {
        if (!IsRead(visit))
        {
            return await ShowAsync(visit, null);
        }

        await orders.ResumeAsync(visit.Visitor, visit["name"], visit.Aborted);
        return visit.GoTo(Link.ToIntegration(visit["name"]), "Resumed. It is read on its schedule again.");
    }

    private async Task<IResult> BackfillAsync(Visit visit)
    {
        if (!control.Catalog.Integrations.TryGetValue(visit["name"], out Integration? integration) || !integration.IsRead)
        {
            return await ShowAsync(visit, null);
        }

        var wish = new BackfillWish(visit.Field("from"), visit.Field("to"), visit.Field("hook"), null);
        if (wish.Hook is not null && integration.Hooks.All(hook => hook.Name != wish.Hook))
        {
            return await ShowAsync(visit, wish with { Fault = $"There is no hook '{wish.Hook}' any more." });
        }

        try
        {
            ReceiveWindow range = RangeText.ReadPast(wish.From ?? "", wish.To ?? "", integration, time.GetUtcNow(), "The first day", "The day after the last");
            long run = await orders.BackfillAsync(visit.Visitor, integration.Name, range, wish.Hook, visit.Aborted);
            return visit.GoTo($"/runs/{run}", "The backfill is queued. It gives way to syncs, and goes on after a restart.");
        }
        catch (UsageException e)
        {
            return await ShowAsync(visit, wish with { Fault = e.Message });
        }
    }

    /// <summary>There is an integration of that name, and a source that it reads.</summary>
    private bool IsRead(Visit visit) => control.Catalog.Integrations.GetValueOrDefault(visit["name"]) is { IsRead: true };
}

/// <summary>What was written into the form of a backfill.</summary>
/// <param name="Fault">Why it could not be started; null: it was not tried.</param>
public sealed record BackfillWish(string? From, string? To, string? Hook, string? Fault)
{
    public static readonly BackfillWish None = new(null, null, null, null);
}
