using System.Globalization;
using Connector.Pages.Views;
using Connector.Service.Access;
using Microsoft.AspNetCore.Antiforgery;

namespace Connector.Pages;

/// <summary>One request to the console: what was asked, by whom, and how to answer.</summary>
internal sealed class Visit(HttpContext http, ConsoleRoute? route)
{
    private readonly IServiceProvider _services = http.RequestServices;

    public HttpContext Http { get; } = http;

    /// <summary>Ends when the visitor goes away.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Who looks; only on routes that need a role.</summary>
    public Identity Visitor => Identity.Of(Http.User) ?? throw new InvalidOperationException($"{route?.Path} has no visitor: it needs no role.");

    /// <summary>A part of the path.</summary>
    public string this[string part] => (string)Http.Request.RouteValues[part]!;

    public long? Id(string part) => long.TryParse(this[part], NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    /// <returns>Null: it was not given, or left empty.</returns>
    public string? Query(string name) => Http.Request.Query[name] is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public long? QueryId(string name) => long.TryParse(Query(name), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    /// <summary>A field of the form that was sent.</summary>
    /// <returns>Null: it was not there, or left empty.</returns>
    public string? Field(string name) => Http.Request.Form[name] is [{ } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>As <see cref="Field"/>, whatever stands in it.</summary>
    public string Text(string name) => Http.Request.Form[name] is [{ } text] ? text : "";

    public IResult Show<TView>(params (string Name, object? Value)[] parameters) => Show<TView>(StatusCodes.Status200OK, parameters);

    public IResult Show<TView>(int status, params (string Name, object? Value)[] parameters) =>
        new Shown(this, status, typeof(TView), parameters.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));

    public IResult NotFound(string text) => Fault(StatusCodes.Status404NotFound, "Not found", text);

    /// <param name="text">What is wrong and what to do.</param>
    public IResult Fault(int status, string title, string text) => Show<FaultView>(status, (nameof(FaultView.Title), title), (nameof(FaultView.Text), text));

    /// <summary>Goes on to a page after something was done, which the page tells.</summary>
    /// <param name="note">Null: nothing to tell.</param>
    public IResult GoTo(string path, string? note = null)
    {
        if (note is not null)
        {
            _services.GetRequiredService<Notes>().Leave(Http, note);
        }

        return new Redirection(path);
    }

    /// <summary>The shell of the page that is shown.</summary>
    public Shell Shell()
    {
        Assets assets = _services.GetRequiredService<Assets>();
        Identity? visitor = Identity.Of(Http.User);
        return new Shell(
            Http.Request.Path,
            visitor?.Name,
            visitor?.Role,
            _services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(Http).RequestToken!,
            _services.GetRequiredService<TimeProvider>().GetUtcNow(),
            _services.GetRequiredService<Notes>().Take(Http),
            assets.PathOf("console.css"),
            assets.PathOf("console.js"),
            assets.PathOf("icon.svg"));
    }

    private sealed class Shown(Visit visit, int status, Type view, Dictionary<string, object?> parameters) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            visit._services.GetRequiredService<PageWriter>().AnswerAsync(httpContext, status, view, visit.Shell(), parameters);
    }

    /// <summary>303: whatever was sent, the next page is asked for with GET.</summary>
    private sealed class Redirection(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            httpContext.Response.ContentLength = 0;
            return Task.CompletedTask;
        }
    }
}
