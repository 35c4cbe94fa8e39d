using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox.Api;

internal enum Admission
{
    Granted,

    /// <summary>No token, or none that the server gave out: 401.</summary>
    Unauthorized,

    /// <summary>The token's user does not see the application: 403.</summary>
    Forbidden,
}

/// <summary>Who may read what.</summary>
internal sealed class Access(SandboxOptions options, FaultBoard faults)
{
    private const string Scheme = "OAuth ";

    /// <summary>Looks at the token alone.</summary>
    public Admission Admit(HttpRequest request) =>
        !faults.Hits(FaultKind.Unauthorized) && TokenOf(request) is { } token && options.Applications.Append(options.AnyOther).Any(application => Opens(token, application))
            ? Admission.Granted
            : Admission.Unauthorized;

    /// <summary>Looks at the token and at what it opens.</summary>
    public Admission Admit(HttpRequest request, long id, out SandboxApplication? application)
    {
        application = null;
        Admission admission = Admit(request);
        if (admission != Admission.Granted)
        {
            return admission;
        }

        application = Visible(request).FirstOrDefault(visible => visible.Id == id) ?? OtherOf(TokenOf(request)!, id);
        return application is null || faults.Hits(FaultKind.Forbidden) ? Admission.Forbidden : Admission.Granted;
    }

    public IEnumerable<SandboxApplication> Visible(HttpRequest request) =>
        TokenOf(request) is { } token ? options.Applications.Where(application => Opens(token, application)) : [];

    private SandboxApplication? OtherOf(string token, long id) =>
        Opens(token, options.AnyOther) && !options.Applications.Any(known => known.Id == id) ? options.AnyOther! with { Id = id } : null;

    private static bool Opens(string token, SandboxApplication? application) =>
        application is not null && (application.Token is null || application.Token == token);

    /// <summary>Only the header counts: a token in the query is refused, as the documentation says.</summary>
    private static string? TokenOf(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.Ordinal) && header.Length > Scheme.Length && !request.Query.ContainsKey("oauth_token")
            ? header[Scheme.Length..]
            : null;
    }
}
