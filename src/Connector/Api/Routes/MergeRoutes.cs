using Connector.Api.Description;
using Connector.Core.Access;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Which profiles became part of which.</summary>
internal sealed class MergeRoutes(IStoreQueries queries, Orders orders) : IRoutes
{
    private const string Path = "/api/v1/merges";

    private static readonly Parameter DatabaseName = new("database", Shape.Text("Only of this database.", "customers"));
    private static readonly Parameter ProfileId = new("profile", Shape.Text("Only of this profile, from it or into it: 16 hexadecimal digits.", "000000000000001a"));
    private static readonly Parameter Id = Parameter.Path("id", "The merge's id.", "7");

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Viewer, "listMerges", ListAsync)
        {
            Area = Areas.Profiles,
            Summary = "Lists which profiles became part of which, and by what record.",
            Parameters = [DatabaseName, ProfileId, Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of merges, those undone and those not done too.", Shapes.Page(Shapes.Merge))],
        },
        new(HttpMethods.Post, Path + "/{id}/split", Role.Operator, "splitProfiles", SplitAsync)
        {
            Area = Areas.Profiles,
            Summary = "Undoes a merge.",
            Details = "Fields, subscriptions, devices and goals return to the profile they came through. Sign-ins that were read already do not merge the two again; a newer one does.",
            Parameters = [Id],
            Answers = [new(200, "The merge, undone.", Shapes.Merge), Answer.Problem(404, "There is no such merge."), Answer.Problem(409, "There is nothing to undo.")],
        },
    ];

    private async Task ListAsync(ApiCall call)
    {
        long? profile = call.Text(ProfileId) is not { } text ? null
            : ProfileState.TryParseId(text, out long id) ? id
            : throw ApiProblem.BadParameter(ProfileId.Name, "'profile' is no profile's id: an id has 16 hexadecimal digits.");
        int limit = call.Limit;
        var query = new MergeQuery(call.Text(DatabaseName), profile, After: PageMark.Id(call), Limit: limit + 1);
        await call.AnswerPageAsync(
            await Page<KeptMerge>.TakeAsync(queries.ListMergesAsync(query, call.Aborted), limit, kept => PageMark.Of(kept.Id), call.Aborted),
            (json, kept) => json.WriteMerge(kept));
    }

    private async Task SplitAsync(ApiCall call)
    {
        if (!long.TryParse(call.Text(Id), out long id))
        {
            throw ApiProblem.NotFound("This is no merge's id, which is a number. GET /api/v1/merges lists them.");
        }

        try
        {
            KeptMerge merge = await orders.SplitAsync(call.Caller, id, call.Aborted);
            await call.AnswerAsync(json => json.WriteMerge(merge));
        }
        catch (SplitRefusedException e)
        {
            throw e.IsUnknown ? ApiProblem.NotFound(e.Message) : ApiProblem.Conflict(e.Message);
        }
    }
}
