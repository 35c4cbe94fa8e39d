using Connector.Core.Sync;
using Connector.Service;
using Connector.Service.Access;
using Microsoft.AspNetCore.Authentication;

namespace Connector.Pages;

/// <summary>What goes wrong on the way to a page is told on a page; what programs ask for is left to <see cref="ProblemAnswers"/>.</summary>
internal sealed class ConsoleAnswers(RequestDelegate next, ILogger<ConsoleAnswers> log)
{
    private const string PolicyOfPages =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly string[] OfPrograms = ["/api", "/openapi", "/health"];

    public async Task InvokeAsync(HttpContext http)
    {
        Endpoint? endpoint = http.GetEndpoint();
        // What the framework puts in place of an endpoint that takes other methods says nothing of itself.
        bool isNowhere = endpoint is null or { Metadata.Count: 0 };
        if (isNowhere ? OfPrograms.Any(start => http.Request.Path.StartsWithSegments(start, StringComparison.Ordinal)) : endpoint!.Metadata.GetMetadata<ConsoleRoute>() is null)
        {
            await next(http);
            return;
        }

        // Whoever ends TLS before the service says so here; all that follows from it is that cookies are marked Secure.
        if (http.Request.Headers["X-Forwarded-Proto"] is ["https"])
        {
            http.Request.Scheme = "https";
        }

        http.Response.Headers.ContentSecurityPolicy = PolicyOfPages;
        try
        {
            if (isNowhere)
            {
                await AnswerAsync(http, endpoint is null ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed);
                return;
            }

            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await AnswerAsync(http, http.Response.StatusCode);
            }
        }
        catch (Exception e) when (!http.Response.HasStarted && e is not OperationCanceledException)
        {
            http.Response.Clear();
            http.Response.Headers.ContentSecurityPolicy = PolicyOfPages;
            await AnswerAsync(http, StatusOf(e, http));
        }
    }

    private int StatusOf(Exception exception, HttpContext http)
    {
        string route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
        switch (exception)
        {
            case BadHttpRequestException bad:
                return bad.StatusCode;
            case StoreException:
                log.StoreFailed(route, exception.Message);
                return StatusCodes.Status503ServiceUnavailable;
            default:
                log.CallFailed(route, exception);
                return StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Nobody has asked yet who looks, and the page's head wants to know.</summary>
    private static async Task RecogniseAsync(HttpContext http)
    {
        try
        {
            if (Identity.Of(http.User) is null && await http.AuthenticateAsync(SessionCookie.Scheme) is { Principal: { } visitor })
            {
                http.User = visitor;
            }
        }
        catch (StoreException)
        {
            // The page is likely to tell just that, and can do without a head.
        }
    }

    private static async Task AnswerAsync(HttpContext http, int status)
    {
        await RecogniseAsync(http);
        (string title, string text) = status switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is no such page. The address may be misspelt, or what it showed is gone."),
            StatusCodes.Status405MethodNotAllowed => ("Not possible", "This page cannot be used in this way. Open it from the menu."),
            StatusCodes.Status413PayloadTooLarge => ("Too large", $"What was sent is larger than {ServiceHost.LargestBody / 1024 / 1024} MiB. Nothing was done."),
            StatusCodes.Status503ServiceUnavailable => ("The store cannot be used now", "The store is busy or out of reach. Try again in a while; the log of the service says more."),
            >= 500 => ("Something went wrong", "Nobody foresaw this. The log of the service says more."),
            _ => ("This did not work", "The request cannot be understood. Open the page from the menu and try again."),
        };
        await new Visit(http, null).Fault(status, title, text).ExecuteAsync(http);
    }
}
