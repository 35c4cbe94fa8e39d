using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Connector.Pages;

/// <summary>Carries what was just done to the page that is shown next, in a cookie that nobody else can write.</summary>
internal sealed class Notes(IDataProtectionProvider protection)
{
    private const string Cookie = "connector-note";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Connector.Note").ToTimeLimitedDataProtector();

    public void Leave(HttpContext http, string note) =>
        http.Response.Cookies.Append(Cookie, _protector.Protect(note, Lifetime), Options(http));

    /// <returns>Null: there is none. It is told once.</returns>
    public string? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { } text)
        {
            return null;
        }

        http.Response.Cookies.Delete(Cookie, Options(http));
        try
        {
            return _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            // It came too late, or is none of ours.
            return null;
        }
    }

    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = "/",
        MaxAge = Lifetime,
        IsEssential = true,
    };
}
