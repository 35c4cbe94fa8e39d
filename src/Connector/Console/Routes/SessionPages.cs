using Connector.Core.Access;
using Connector.Pages.Views;
using Connector.Service.Access;

namespace Connector.Pages.Routes;

/// <summary>Coming in, going out, and what every page needs.</summary>
internal sealed class SessionPages(TokenAccess access, ITokenStore tokens, Assets assets) : IConsoleRoutes
{
    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/assets/{file}", null, visit => Task.FromResult(assets.Answer(visit))),
        ConsoleRoute.Get("/sign-in", null, ShowAsync),
        ConsoleRoute.Post("/sign-in", null, SignInAsync),
        ConsoleRoute.Post("/sign-out", Role.Viewer, SignOutAsync),
    ];

    private async Task<IResult> ShowAsync(Visit visit) => visit.Show<SignInView>(
        (nameof(SignInView.Then), SessionCookie.PageOf(visit.Query("then"))),
        (nameof(SignInView.HasTokens), (await tokens.ListAsync(visit.Aborted)).Any(token => token.RevokedAt is null)));

    private async Task<IResult> SignInAsync(Visit visit)
    {
        string then = SessionCookie.PageOf(visit.Field("then"));
        Admission admission = await access.AdmitAsync(visit.Field("key"), visit.Http.Connection.RemoteIpAddress, visit.Aborted);
        if (admission.Identity is { } identity)
        {
            await SessionCookie.SignInAsync(visit.Http, identity);
            return visit.GoTo(then);
        }

        if (admission.Wait is { } wait)
        {
            long seconds = (long)Math.Ceiling(wait.TotalSeconds);
            visit.Http.Response.Headers.RetryAfter = seconds.ToString();
            return Refuse(StatusCodes.Status429TooManyRequests, $"Too many tokens were not valid. Wait {seconds} seconds before the next attempt.");
        }

        return Refuse(StatusCodes.Status401Unauthorized, "This token is not valid. It may be misspelt, cut short or revoked.");

        IResult Refuse(int status, string text) => visit.Show<SignInView>(
            status, (nameof(SignInView.Then), then), (nameof(SignInView.HasTokens), true), (nameof(SignInView.Fault), text));
    }

    private static async Task<IResult> SignOutAsync(Visit visit)
    {
        await SessionCookie.SignOutAsync(visit.Http);
        return visit.GoTo("/sign-in", "You are signed out.");
    }
}
