using System.Security.Claims;
using Connector.Service.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Connector.Pages;

/// <summary>Who is signed in to the console: a sealed cookie that names a token, which is looked at anew with every request.</summary>
internal static class SessionCookie
{
    public const string Scheme = "Console";
    public const string Name = "connector-session";

    /// <summary>How long a sign-in lasts after its last use.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static void AddSession(this IServiceCollection services) =>
        new AuthenticationBuilder(services).AddCookie(Scheme, options =>
        {
            options.Cookie = new CookieBuilder { Name = Name, HttpOnly = true, SameSite = SameSiteMode.Strict, SecurePolicy = CookieSecurePolicy.SameAsRequest, IsEssential = true, Path = "/" };
            options.ExpireTimeSpan = Lifetime;
            options.SlidingExpiration = true;
            options.Events.OnValidatePrincipal = RecallAsync;
            options.Events.OnRedirectToLogin = context => RedirectAsync(context.HttpContext);
            options.Events.OnRedirectToAccessDenied = context => RefuseAsync(context.HttpContext);
            options.Events.OnRedirectToReturnUrl = static _ => Task.CompletedTask;
            options.Events.OnRedirectToLogout = static _ => Task.CompletedTask;
        });

    public static Task SignInAsync(HttpContext http, Identity identity) =>
        http.SignInAsync(Scheme, identity.ToPrincipal(Scheme), new AuthenticationProperties { IsPersistent = false });

    public static Task SignOutAsync(HttpContext http) => http.SignOutAsync(Scheme);

    /// <summary>Where to go after signing in: a page of this console, whatever the address says. Browsers escape what is not ASCII, and no header can hold it.</summary>
    public static string PageOf(string? then) =>
        then is ['/', ..] && then is not ['/', '/' or '\\', ..] && then.All(sign => char.IsBetween(sign, ' ', '~')) && !then.StartsWith("/sign-", StringComparison.Ordinal) ? then : "/";

    /// <summary>A token that was revoked ends its sign-ins at once.</summary>
    private static async Task RecallAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } principal
            && Identity.Of(principal) is { } identity
            && await context.HttpContext.RequestServices.GetRequiredService<TokenAccess>().RecallAsync(identity.Token, context.HttpContext.RequestAborted) is { } now)
        {
            ClaimsPrincipal current = now.ToPrincipal(Scheme);
            context.ReplacePrincipal(current);
            return;
        }

        context.RejectPrincipal();
        await SignOutAsync(context.HttpContext);
    }

    private static Task RedirectAsync(HttpContext http)
    {
        var visit = new Visit(http, null);
        if (HttpMethods.IsGet(http.Request.Method) && http.Request.Headers["Sec-Fetch-Site"] is ["cross-site"] && http.Request.Headers["Sec-Fetch-Mode"] is ["navigate"])
        {
            // A link in a mail leads here without the cookie, which browsers keep back from other sites. Asked for once more from here, it comes.
            http.Response.Headers["Refresh"] = "0";
            return visit.Fault(StatusCodes.Status200OK, "One moment", "The page opens.").ExecuteAsync(http);
        }

        if (!HttpMethods.IsGet(http.Request.Method) || http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal))
        {
            return HttpMethods.IsGet(http.Request.Method)
                ? Task.FromResult(http.Response.StatusCode = StatusCodes.Status401Unauthorized)
                : visit.GoTo("/sign-in").ExecuteAsync(http);
        }

        string page = http.Request.Path + http.Request.QueryString;
        return visit.GoTo(page == "/" ? "/sign-in" : "/sign-in?then=" + Uri.EscapeDataString(page)).ExecuteAsync(http);
    }

    private static Task RefuseAsync(HttpContext http)
    {
        string needed = Roles.NeededBy(http) is { } role ? $" It needs the role {role}; yours is {Identity.Of(http.User)?.Role.ToString().ToLowerInvariant()}." : "";
        return new Visit(http, null)
            .Fault(StatusCodes.Status403Forbidden, "Not allowed", $"Your token may not do this.{needed} An admin can make you another with 'connector token create'.")
            .ExecuteAsync(http);
    }
}
