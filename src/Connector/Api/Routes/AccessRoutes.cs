using System.Globalization;
using System.Text.Json;
using Connector.Api.Description;
using Connector.Core.Access;
using Connector.Output;
using Connector.Service;

namespace Connector.Api.Routes;

/// <summary>Tokens, and who changed what.</summary>
internal sealed class AccessRoutes(ITokenStore tokens, IAuditStore audit, Orders orders) : IRoutes
{
    private const string Path = "/api/v1/tokens";

    private static readonly Parameter Id = Parameter.Path("id", "The token's id.", "3");

    private static readonly Shape Wish = Shape.Object(
        "TokenWish",
        "A token to be made.",
        new("name", Shape.Text($"Who or what uses it: up to {AccessToken.LongestName} letters, digits and `. _ - @`, beginning with a letter or digit. No other valid token may have it.", "reports")),
        new("role", Shapes.RoleWord));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, Path, Role.Admin, "listTokens", ListAsync)
        {
            Area = Areas.Access,
            Summary = "Lists tokens, revoked ones too, by id.",
            Parameters = [Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of tokens.", Shapes.Page(Shapes.Token))],
        },
        new(HttpMethods.Post, Path, Role.Admin, "createToken", CreateAsync)
        {
            Area = Areas.Access,
            Summary = "Makes a token.",
            Details = "Its text is in this answer and nowhere else; what is kept is a digest of it.",
            Body = Body.Json(Wish, "The token."),
            Answers = [new(201, "The token, with its text.", Shapes.NewToken), Answer.Problem(409, "A valid token has the name.")],
        },
        new(HttpMethods.Delete, Path + "/{id}", Role.Admin, "revokeToken", RevokeAsync)
        {
            Area = Areas.Access,
            Summary = "Revokes a token.",
            Details = "From the next request on it opens nothing. Its name can be given to another.",
            Parameters = [Id],
            Answers = [new(204, "It is revoked, be it that it was before.")],
        },
        new(HttpMethods.Get, "/api/v1/audit", Role.Admin, "listAudit", AuditAsync)
        {
            Area = Areas.Access,
            Summary = "Lists who changed what, the newest first.",
            Parameters = [Parameters.Limit, Parameters.After],
            Answers = [new(200, "A page of the audit.", Shapes.Page(Shapes.AuditEntry))],
        },
    ];

    private async Task ListAsync(ApiCall call)
    {
        long? after = PageMark.Id(call);
        await call.AnswerPageAsync(
            Page<AccessToken>.Take(await tokens.ListAsync(call.Aborted), call.Limit, token => after is null || token.Id > after, token => PageMark.Of(token.Id)),
            TokenJson.WriteToken);
    }

    private async Task CreateAsync(ApiCall call)
    {
        JsonElement wish = (await call.BodyAsync()).GetValueOrDefault();
        string name = wish.GetProperty("name").GetString()!;
        if (!AccessToken.IsName(name))
        {
            throw ApiProblem.BadBody($"'name' has at most {AccessToken.LongestName} letters, digits and . _ - @, and begins with a letter or digit; '{AuditEntry.CommandLine}' is taken.");
        }

        Role role = RoleWords.Find(wish.GetProperty("role").GetString()!)!.Value;
        (AccessToken token, string text) = await orders.CreateTokenAsync(call.Caller, name, role, call.Aborted)
            ?? throw ApiProblem.Conflict($"A valid token has the name '{name}'. Choose another, or revoke that one.");
        await call.AnswerAsync(
            json =>
            {
                json.WriteToken(token);
                json.WriteString("token", text);
            },
            StatusCodes.Status201Created);
    }

    private async Task RevokeAsync(ApiCall call)
    {
        string text = call.Text(Id)!;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || await tokens.FindAsync(id, call.Aborted) is null)
        {
            throw ApiProblem.NotFound($"There is no token '{text}'. GET {Path} lists them.");
        }

        await orders.RevokeTokenAsync(call.Caller, id, call.Aborted);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task AuditAsync(ApiCall call)
    {
        int limit = call.Limit;
        IReadOnlyList<AuditEntry> entries = await audit.ListAsync(limit + 1, PageMark.Id(call), call.Aborted);
        await call.AnswerPageAsync(
            Page<AuditEntry>.Take(entries, limit, _ => true, entry => PageMark.Of(entry.Id)),
            (json, entry) =>
            {
                json.WriteNumber("id", entry.Id);
                json.WriteTime("at", entry.At);
                json.WriteString("actor", entry.Actor);
                json.WriteString("action", entry.Action);
                json.WriteString("subject", entry.Subject);
                json.WriteString("detail", entry.Detail);
            });
    }
}
