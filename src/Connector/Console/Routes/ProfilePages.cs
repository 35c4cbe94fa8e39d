using Connector.Api;
using Connector.Commands;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Pages.Views;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>Customers: found by any key, shown with all that is known, and erased.</summary>
internal sealed class ProfilePages(IStoreQueries queries, Traces traces, Orders orders, SyncControl control) : IConsoleRoutes
{
    private const int PageSize = 50;
    private const int MostGoals = 500;

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/profiles", Role.Viewer, ListAsync),
        ConsoleRoute.Get("/profiles/{id}", Role.Viewer, ShowAsync),
        ConsoleRoute.Post("/profiles/{id}/merges/{merge}/split", Role.Operator, SplitAsync),
        ConsoleRoute.Get("/profiles/{id}/erase", Role.Admin, ConfirmAsync),
        ConsoleRoute.Post("/profiles/{id}/erase", Role.Admin, EraseAsync),
    ];

    private async Task<IResult> ListAsync(Visit visit)
    {
        ConnectorCatalog catalog = control.Catalog;
        string[] databases = [.. catalog.Databases.Keys.Order(StringComparer.Ordinal)];
        string? database = visit.Query("database") is { } named && databases.Contains(named) ? named : null;
        string by = visit.Query("by") ?? "email";
        string? value = visit.Query("value");
        (IReadOnlyList<ProfileState> found, string? next, string? fault) = value is null
            ? await PageAsync(visit, database)
            : await FindAsync(catalog, database is null ? databases : [database], by, value, visit.Aborted);
        return visit.Show<ProfilesView>(
            (nameof(ProfilesView.Databases), databases),
            (nameof(ProfilesView.Keys), KeysOf(catalog)),
            (nameof(ProfilesView.Database), database),
            (nameof(ProfilesView.By), by),
            (nameof(ProfilesView.Value), value),
            (nameof(ProfilesView.Rows), found.Select(profile => RowOf(profile, catalog)).ToArray()),
            (nameof(ProfilesView.Next), next),
            (nameof(ProfilesView.IsFirst), visit.QueryId("after") is null),
            (nameof(ProfilesView.Fault), fault),
            (nameof(ProfilesView.Traces), value is not null && fault is null && found.Count == 0 ? await traces.FindAsync([value], visit.Aborted) : FoundTraces.None));
    }

    private async Task<(IReadOnlyList<ProfileState> Found, string? Next, string? Fault)> PageAsync(Visit visit, string? database)
    {
        Page<ProfileState> page = await Page<ProfileState>.TakeAsync(
            queries.ListProfilesAsync(new ProfileQuery(database, visit.QueryId("after"), PageSize + 1), visit.Aborted), PageSize, profile => profile.Id.ToString(), visit.Aborted);
        return (page.Items, page.Next, null);
    }

    private async Task<(IReadOnlyList<ProfileState> Found, string? Next, string? Fault)> FindAsync(
        ConnectorCatalog catalog, string[] databases, string by, string value, CancellationToken cancellationToken)
    {
        if (by == "id")
        {
            return ProfileState.TryParseId(value, out long id)
                ? await queries.GetProfileAsync(id, cancellationToken) is { } profile ? ([profile], null, null) : ([], null, null)
                : ([], null, "An id has 16 hexadecimal digits.");
        }

        var found = new List<ProfileState>();
        string? fault = null;
        bool isKey = false;
        foreach (string database in databases)
        {
            try
            {
                Database asked = catalog.Databases[database];
                found.AddRange(await ProfileLookup.FindAsync(queries, asked, ProfileLookup.Keys(asked, by, value), cancellationToken));
                isKey = true;
            }
            catch (UsageException e)
            {
                // Of several databases, not each has the key.
                fault = e.Message;
            }
        }

        return (found, null, isKey ? null : fault);
    }

    private async Task<IResult> ShowAsync(Visit visit)
    {
        if (await ProfileAsync(visit) is not { } profile)
        {
            return NoProfile(visit);
        }

        var goals = new List<Goal>();
        await foreach (Goal goal in queries.ListGoalsAsync(new GoalQuery(Profile: profile.Id, NewestFirst: true, Limit: MostGoals), visit.Aborted))
        {
            goals.Add(goal);
        }

        var merges = new List<KeptMerge>();
        await foreach (KeptMerge merge in queries.ListMergesAsync(new MergeQuery(Profile: profile.Id), visit.Aborted))
        {
            merges.Add(merge);
        }

        Database? database = control.Catalog.Databases.GetValueOrDefault(profile.Database);
        ProfileKeyText[] keys = [.. ProfileKeyText.Of(profile, database)];
        return visit.Show<ProfileDetailView>(
            (nameof(ProfileDetailView.Profile), profile),
            (nameof(ProfileDetailView.Database), database?.Title ?? profile.Database),
            (nameof(ProfileDetailView.Row), RowOf(profile, control.Catalog)),
            (nameof(ProfileDetailView.Keys), keys),
            (nameof(ProfileDetailView.Goals), goals),
            (nameof(ProfileDetailView.Merges), merges),
            (nameof(ProfileDetailView.Moments), Timeline.Of(profile, goals, merges)),
            (nameof(ProfileDetailView.Traces), await traces.FindAsync([.. keys.Select(key => key.Value)], visit.Aborted)));
    }

    private async Task<IResult> SplitAsync(Visit visit)
    {
        string back = "/profiles/" + visit["id"];
        if (!long.TryParse(visit["merge"], out long merge))
        {
            return visit.NotFound("There is no such merge.");
        }

        try
        {
            KeptMerge kept = await orders.SplitAsync(visit.Visitor, merge, visit.Aborted);
            return visit.GoTo(back, $"Split. {ProfileState.FormatId(kept.Merge.From)} is a profile of its own again.");
        }
        catch (SplitRefusedException e)
        {
            return visit.GoTo(back, e.Message);
        }
    }

    private async Task<IResult> ConfirmAsync(Visit visit) => await ProfileAsync(visit) is { } profile
        ? visit.Show<EraseView>((nameof(EraseView.Row), RowOf(profile, control.Catalog)), (nameof(EraseView.Fault), null))
        : NoProfile(visit);

    private async Task<IResult> EraseAsync(Visit visit)
    {
        if (await ProfileAsync(visit) is not { } profile)
        {
            return NoProfile(visit);
        }

        if (visit.Field("sure") is null)
        {
            return visit.Show<EraseView>(
                StatusCodes.Status400BadRequest, (nameof(EraseView.Row), RowOf(profile, control.Catalog)), (nameof(EraseView.Fault), "Nothing was erased. Tick the box to say that you are sure."));
        }

        return await orders.EraseAsync(visit.Visitor, profile.Id, visit.Aborted) is { } erased
            ? visit.GoTo(
                "/profiles",
                $"Erased. {RunOutput.Plural(erased.Goals, "goal")} became anonymous; {RunOutput.Plural(erased.Rejects, "reject")} and {RunOutput.Plural(erased.Samples, "remembered record")} went with it.")
            : NoProfile(visit);
    }

    private async Task<ProfileState?> ProfileAsync(Visit visit) =>
        ProfileState.TryParseId(visit["id"], out long id) ? await queries.GetProfileAsync(id, visit.Aborted) : null;

    private static IResult NoProfile(Visit visit) => visit.NotFound("There is no such profile. It may have been erased.");

    private static ProfileRow RowOf(ProfileState profile, ConnectorCatalog catalog) => new(
        ProfileState.FormatId(profile.Id),
        profile.Database,
        [.. VisibleFields.Of(profile, catalog.Databases.GetValueOrDefault(profile.Database)).Select(field => (field.Name, field.Value as string ?? string.Join(", ", (IEnumerable<string>)field.Value)))],
        profile.Subscriptions.Count,
        profile.UpdatedAt);

    /// <summary>What profiles can be found by, of all databases.</summary>
    private static string[] KeysOf(ConnectorCatalog catalog) =>
        [.. ProfileLookup.Names, "id", .. catalog.Databases.Values.SelectMany(database => database.Fields).Where(field => field.Matchable).Select(field => field.Name).Distinct().Order(StringComparer.Ordinal)];
}
