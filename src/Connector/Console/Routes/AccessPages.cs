using Connector.Api;
using Connector.Core.Access;
using Connector.Pages.Views;
using Connector.Service;

namespace Connector.Pages.Routes;

/// <summary>Who may come in, and who did what.</summary>
internal sealed class AccessPages(ITokenStore tokens, IAuditStore audit, Orders orders) : IConsoleRoutes
{
    private const int PageSize = 50;

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/tokens", Role.Admin, visit => ShowAsync(visit)),
        ConsoleRoute.Post("/tokens", Role.Admin, CreateAsync),
        ConsoleRoute.Post("/tokens/{id}/revoke", Role.Admin, RevokeAsync),
        ConsoleRoute.Get("/audit", Role.Admin, AuditAsync),
    ];

    private async Task<IResult> ShowAsync(Visit visit, (string Name, string Text)? made = null, string? fault = null) => visit.Show<TokensView>(
        fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        (nameof(TokensView.Tokens), await tokens.ListAsync(visit.Aborted)),
        (nameof(TokensView.MadeName), made?.Name),
        (nameof(TokensView.MadeText), made?.Text),
        (nameof(TokensView.Name), fault is null ? "" : visit.Text("name")),
        (nameof(TokensView.Fault), fault));

    private async Task<IResult> CreateAsync(Visit visit)
    {
        string name = visit.Field("name") ?? "";
        if (!AccessToken.IsName(name))
        {
            return await ShowAsync(visit, fault: $"A name has at most {AccessToken.LongestName} letters, digits and . _ - @, and begins with a letter or digit; cli is taken.");
        }

        if (RoleWords.Find(visit.Field("role") ?? "") is not { } role)
        {
            return await ShowAsync(visit, fault: "Choose what the token may do.");
        }

        // Shown on this page and nowhere else: it is not carried through a cookie or an address.
        return await orders.CreateTokenAsync(visit.Visitor, name, role, visit.Aborted) is var (token, text)
            ? await ShowAsync(visit, (token.Name, text))
            : await ShowAsync(visit, fault: $"There is a token '{name}' already. Revoke it, or choose another name.");
    }

    private async Task<IResult> RevokeAsync(Visit visit) =>
        visit.Id("id") is { } id && await orders.RevokeTokenAsync(visit.Visitor, id, visit.Aborted)
            ? visit.GoTo("/tokens", "Revoked. Whoever uses it is refused from now on.")
            : visit.NotFound("There is no such token, or it was revoked before.");

    private async Task<IResult> AuditAsync(Visit visit)
    {
        long? after = visit.QueryId("after");
        IReadOnlyList<AuditEntry> entries = await audit.ListAsync(PageSize + 1, after, visit.Aborted);
        Page<AuditEntry> page = Page<AuditEntry>.Take(entries, PageSize, _ => true, entry => entry.Id.ToString());
        return visit.Show<AuditView>(
            (nameof(AuditView.Entries), page.Items), (nameof(AuditView.Next), page.Next), (nameof(AuditView.IsFirst), after is null));
    }
}
