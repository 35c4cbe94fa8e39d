using Connector.Pages.Routes;
using Connector.Service.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Connector.Pages;

/// <summary>Registers the console and maps its addresses.</summary>
/// <remarks>The namespace is not the folder's name, which would hide <see cref="System.Console"/> from everything in <c>Connector</c>.</remarks>
internal static class ConsoleSetup
{
    /// <param name="storePath">The keys that cookies are sealed with lie beside it, so that a sign-in outlives a restart.</param>
    public static void AddConsole(this IServiceCollection services, string storePath)
    {
        services.AddDataProtection().SetApplicationName("connector").PersistKeysToFileSystem(KeyFolder(storePath));
        // As private as the store beside it, and in the same way: by the rights on the folder.
        services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new NullXmlEncryptor());
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = "token";
            options.HeaderName = null;
            options.SuppressXFrameOptionsHeader = true;
            options.Cookie = new CookieBuilder { Name = "connector-form", HttpOnly = true, SameSite = SameSiteMode.Strict, SecurePolicy = CookieSecurePolicy.SameAsRequest, IsEssential = true, Path = "/" };
        });
        services.AddSession();
        services.AddSingleton<Assets>();
        services.AddSingleton<Notes>();
        services.AddSingleton<PageWriter>();
        services.AddSingleton<LastDay>();
        services.AddSingleton<Traces>();
        services.AddSingleton<DraftPreviews>();
        services.AddSingleton<IConsoleRoutes, SessionPages>();
        services.AddSingleton<IConsoleRoutes, HomePages>();
        services.AddSingleton<IConsoleRoutes, IntegrationPages>();
        services.AddSingleton<IConsoleRoutes, EditPages>();
        services.AddSingleton<IConsoleRoutes, RunPages>();
        services.AddSingleton<IConsoleRoutes, ProfilePages>();
        services.AddSingleton<IConsoleRoutes, GoalPages>();
        services.AddSingleton<IConsoleRoutes, RejectPages>();
        services.AddSingleton<IConsoleRoutes, DeliveryPages>();
        services.AddSingleton<IConsoleRoutes, AccessPages>();
    }

    public static void MapConsole(this WebApplication app)
    {
        foreach (ConsoleRoute route in app.Services.GetServices<IConsoleRoutes>().SelectMany(routes => routes.All))
        {
            string[] methods = route.Method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : [route.Method];
            IEndpointConventionBuilder endpoint = app.MapMethods(route.Path, methods, http => AnswerAsync(http, route)).WithMetadata(route).ExcludeFromDescription();
            if (route.Role is { } role)
            {
                endpoint.RequireAuthorization(new AuthorizeAttribute(Roles.AtLeast(role)) { AuthenticationSchemes = SessionCookie.Scheme });
            }
            else
            {
                endpoint.AllowAnonymous();
            }
        }
    }

    private static async Task AnswerAsync(HttpContext http, ConsoleRoute route)
    {
        var visit = new Visit(http, route);
        IResult answer = route.Method == HttpMethods.Post && !await IsOurFormAsync(http)
            ? visit.Fault(StatusCodes.Status400BadRequest, "This form is out of date", "Nothing was done. Go back, open the page again and send the form from there.")
            : await route.Handle(visit);
        await answer.ExecuteAsync(http);
    }

    private static async Task<bool> IsOurFormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            return false;
        }

        try
        {
            // Before the check, which would not say whether a form was too large or no form at all.
            await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http);
    }

    private static DirectoryInfo KeyFolder(string storePath)
    {
        string folder = Path.GetFullPath(storePath) + ".keys";
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
