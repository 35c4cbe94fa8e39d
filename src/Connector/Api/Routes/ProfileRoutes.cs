using Connector.Api.Description;
using Connector.Commands;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Customers.</summary>
internal sealed class ProfileRoutes(IStoreQueries queries, Orders orders, SyncControl control) : IRoutes
{
    private const string Path = "/api/v1/profiles";
    private const int MostGoals = 500;

    private static readonly Parameter Id = Parameter.Path("id", "The profile's id: 16 hexadecimal digits.", "000000000000001a");
    private static readonly Parameter DatabaseName = new("database", Shape.Text("Only of this database. With `by` it may be left out where there is one alone.", "customers"));
    private static readonly Parameter By = new("by", Shape.Text("The key to find by: `email` (the profile's or a subscription's), `email_profile`, `appmetrica_device_id`, `customUserId`, `metrixUserId`, `id`, or a matchable field. Needs `value`.", "email"));
    private static readonly Parameter Value = new("value", Shape.Text("The key's value, compared as hooks compare it. Needs `by`.", "anna@example.com"));

    private static readonly Shape ErasedShape = Shape.Object(
        "Erased",
        "What went beside the profile, its keys, devices and subscriptions.",
        new("goals", Shape.Whole("Goals that became anonymous, without an id.")),
        new("rejects", Shape.Whole("Rejects that held its values.")),
        new("samples", Shape.Whole("Sampled records that did.")),
        new("waiting", Shape.Whole("Events that did and waited for their user.")),
        new("deliveries", Shape.Whole("Messages to other systems about it, sent or not.")));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Viewer, "listProfiles", ListAsync)
        {
            Area = Areas.Profiles,
            Summary = "Lists profiles in the order of their creation, or finds them by a key.",
            Parameters = [DatabaseName, By, Value, Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of profiles; none has the key where it is empty.", Shapes.Page(Shapes.Profile)), Answer.Problem(404, "There is no such database or key.")],
        },
        new(HttpMethods.Get, Path + "/{id}", Role.Viewer, "getProfile", ShowAsync)
        {
            Area = Areas.Profiles,
            Summary = "Shows a profile and its goals.",
            Parameters = [Id],
            Answers = [new(200, "The profile.", Shapes.ProfileDetails)],
        },
        new(HttpMethods.Delete, Path + "/{id}", Role.Admin, "eraseProfile", EraseAsync)
        {
            Area = Areas.Profiles,
            Summary = "Erases a person.",
            Details = "The profile, its keys, devices and subscriptions go, and so do rejects and sampled records that hold its values. Its goals stay, anonymous and without an id. "
                + "This cannot be taken back; what the source still has can come again.",
            Parameters = [Id],
            Answers = [new(200, "It is gone.", ErasedShape)],
        },
    ];

    private async Task ListAsync(ApiCall call)
    {
        ConnectorCatalog config = control.Catalog;
        Database? database = call.Text(DatabaseName) is { } name ? config.Databases.GetValueOrDefault(name) ?? throw ApiProblem.Unknown("database", name, config.Databases.Keys) : null;
        string? by = call.Text(By);
        string? value = call.Text(Value);
        if (by is null != value is null)
        {
            string missing = by is null ? By.Name : Value.Name;
            throw ApiProblem.BadParameter(missing, $"'by' and 'value' go together; '{missing}' is missing.");
        }

        int limit = call.Limit;
        long? after = PageMark.Id(call);
        Page<ProfileState> page = by is null
            ? await Page<ProfileState>.TakeAsync(queries.ListProfilesAsync(new ProfileQuery(database?.Name, after, limit + 1), call.Aborted), limit, Mark, call.Aborted)
            : Page<ProfileState>.Take(await FindAsync(by, value!, database, config, call.Aborted), limit, profile => after is null || profile.Id > after, Mark);
        await call.AnswerPageAsync(page, (json, profile) => json.WriteProfile(profile, config.Databases.GetValueOrDefault(profile.Database)));
    }

    private async Task<IReadOnlyList<ProfileState>> FindAsync(string by, string value, Database? database, ConnectorCatalog config, CancellationToken cancellationToken)
    {
        if (by == "id")
        {
            return ProfileState.TryParseId(value, out long id) && await queries.GetProfileAsync(id, cancellationToken) is { } profile && (database is null || profile.Database == database.Name)
                ? [profile]
                : [];
        }

        database ??= config.Databases.Count == 1
            ? config.Databases.Values.Single()
            : throw ApiProblem.BadParameter(DatabaseName.Name, $"'database' is missing: with 'by', say which of {string.Join(", ", config.Databases.Keys.Order(StringComparer.Ordinal))}.");
        try
        {
            return await ProfileLookup.FindAsync(queries, database, ProfileLookup.Keys(database, by, value), cancellationToken);
        }
        catch (UsageException e)
        {
            bool isKey = e.Message.StartsWith("There is no key", StringComparison.Ordinal);
            throw ApiProblem.BadParameter(isKey ? By.Name : Value.Name, e.Message);
        }
    }

    private async Task ShowAsync(ApiCall call)
    {
        ProfileState profile = await ProfileAsync(call);
        var goals = new List<Goal>();
        await foreach (Goal goal in queries.ListGoalsAsync(new GoalQuery(Profile: profile.Id, Limit: MostGoals + 1), call.Aborted))
        {
            goals.Add(goal);
        }

        await call.AnswerAsync(json =>
        {
            json.WriteProfile(profile, control.Catalog.Databases.GetValueOrDefault(profile.Database));
            json.WriteStartArray("goals");
            foreach (Goal goal in goals.Take(MostGoals))
            {
                json.WriteStartObject();
                json.WriteGoal(goal);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("moreGoals", goals.Count > MostGoals);
        });
    }

    private async Task EraseAsync(ApiCall call)
    {
        ProfileState profile = await ProfileAsync(call);
        Erased erased = await orders.EraseAsync(call.Caller, profile.Id, call.Aborted) ?? throw NoProfile(call);
        await call.AnswerAsync(json =>
        {
            json.WriteNumber("goals", erased.Goals);
            json.WriteNumber("rejects", erased.Rejects);
            json.WriteNumber("samples", erased.Samples);
            json.WriteNumber("waiting", erased.Waiting);
            json.WriteNumber("deliveries", erased.Deliveries);
        });
    }

    private async Task<ProfileState> ProfileAsync(ApiCall call) =>
        ProfileState.TryParseId(call.Text(Id)!, out long id) && await queries.GetProfileAsync(id, call.Aborted) is { } profile ? profile : throw NoProfile(call);

    private static ApiProblem NoProfile(ApiCall call) => ApiProblem.NotFound(
        ProfileState.TryParseId(call.Text(Id)!, out _)
            ? "There is no such profile. GET /api/v1/profiles?by=&value= finds one by a key."
            : "This is no profile's id: an id has 16 hexadecimal digits.");

    private static string Mark(ProfileState profile) => PageMark.Of(profile.Id);
}
