using Connector.Core.Sync;
using Connector.Service;

namespace Connector.Pages;

/// <summary>What goes wrong on the way to a page is told on a page; what programs ask for is left to <see cref="ProblemAnswers"/>.</summary>
internal sealed class ConsoleAnswers(RequestDelegate next, ILogger<ConsoleAnswers> log)
{
    private const string PolicyOfPages =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly string[] OfPrograms = ["/api", "/openapi", "/health"];

    public async Task InvokeAsync(HttpContext http)
    {
        if (OfPrograms.Any(start => http.Request.Path.StartsWithSegments(start, StringComparison.Ordinal)))
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

    private static Task AnswerAsync(HttpContext http, int status)
    {
        (string title, string text) = status switch
        {
            // Nothing is here, and who is not signed in need not know.
            StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound => ("Not found", "There is no such page. The address may be misspelt, or what it showed is gone."),
            StatusCodes.Status405MethodNotAllowed => ("Not possible", "This page cannot be used in this way. Open it from the menu."),
            StatusCodes.Status413PayloadTooLarge => ("Too large", $"What was sent is larger than {ServiceHost.LargestBody / 1024 / 1024} MiB. Nothing was done."),
            StatusCodes.Status503ServiceUnavailable => ("The store cannot be used now", "The store is busy or out of reach. Try again in a while; the log of the service says more."),
            >= 500 => ("Something went wrong", "Nobody foresaw this. The log of the service says more."),
            _ => ("This did not work", "The request cannot be understood. Open the page from the menu and try again."),
        };
        return new Visit(http, null).Fault(status == StatusCodes.Status401Unauthorized ? StatusCodes.Status404NotFound : status, title, text).ExecuteAsync(http);
    }
}
