using Connector.Core.Access;
using Connector.Pages.Views;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>The first page: is everything current, and what needs me.</summary>
internal sealed class HomePages(IntegrationOverview overview, LastDay lastDay, SyncControl control, WebParts parts, TimeProvider time) : IConsoleRoutes
{
    public IEnumerable<ConsoleRoute> All => [ConsoleRoute.Get("/", Role.Viewer, ShowAsync)];

    private async Task<IResult> ShowAsync(Visit visit)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<IntegrationState> states = await overview.ListAsync(visit.Aborted);
        IReadOnlyDictionary<string, DayCounts> day = await lastDay.CountAsync(visit.Aborted);
        IntegrationRow[] rows = [.. states.Select(state => IntegrationRow.Of(state, day.GetValueOrDefault(state.Schedule.Name) ?? DayCounts.None, now))];
        return visit.Show<HomeView>(
            (nameof(HomeView.Integrations), rows),
            (nameof(HomeView.Needs), Need.Of(rows, control.Config, now)),
            (nameof(HomeView.ConfigFolder), Path.GetFullPath(parts.Settings.Config)));
    }
}
