using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Connector.Sandbox.Api;

/// <summary>The application a Logs API request is about.</summary>
internal static class Applications
{
    /// <returns>Null: the request was refused and is answered.</returns>
    public static async Task<SandboxApplication?> FindAsync(HttpContext context, Access access)
    {
        string text = context.Request.Query["application_id"].ToString();
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id);
        switch (access.Admit(context.Request, id, out SandboxApplication? application))
        {
            case Admission.Unauthorized:
                await Reply.TextAsync(context, StatusCodes.Status401Unauthorized, Reply.Unauthorized);
                return null;
            case var _ when !isNumber:
                await Reply.TextAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    text.Length == 0 ? "Missing parameter: application_id" : $"Wrong parameter: 'application_id', value: '{text}'");
                return null;
            case Admission.Forbidden:
                await Reply.TextAsync(context, StatusCodes.Status403Forbidden, Reply.NoRights);
                return null;
            default:
                return application;
        }
    }
}
