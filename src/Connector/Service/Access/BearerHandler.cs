using System.Text.Encodings.Web;
using Connector.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Connector.Service.Access;

/// <summary>Takes tokens from <c>Authorization: Bearer</c>, and answers those who may not go on.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, TokenAccess access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Opening = "Bearer ";
    private const string Realm = "Bearer realm=\"connector\"";

    private TimeSpan? _wait;
    private bool _wasShown;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        _wasShown = true;
        string? text = Request.Headers.Authorization is [{ } header] && header.StartsWith(Opening, StringComparison.OrdinalIgnoreCase)
            ? header[Opening.Length..].Trim()
            : null;
        Admission admission = await access.AdmitAsync(text, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _wait = admission.Wait;
        return admission.Identity is { } identity
            ? AuthenticateResult.Success(new AuthenticationTicket(identity.ToPrincipal(SchemeName), SchemeName))
            : AuthenticateResult.Fail("The token is not valid.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_wait is { } wait)
        {
            Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString();
            return new ApiProblem(
                StatusCodes.Status429TooManyRequests,
                "too-many-attempts",
                "There were too many failed attempts.",
                "Too many tokens from this address were not valid. Retry-After says how many seconds to wait.").WriteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = _wasShown ? $"{Realm}, error=\"invalid_token\"" : Realm;
        return new ApiProblem(
            StatusCodes.Status401Unauthorized,
            "unauthorized",
            "A valid token is needed.",
            _wasShown
                ? "The token is not valid. 'connector token list' shows which are."
                : "Send the header 'Authorization: Bearer TOKEN'. 'connector token create' makes one.").WriteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\"";
        string needed = Roles.NeededBy(Context) is { } role ? $" It needs the role {role}." : "";
        return new ApiProblem(StatusCodes.Status403Forbidden, "forbidden", "The token may not do this.", $"The token's role does not allow this.{needed}").WriteAsync(Context);
    }
}
