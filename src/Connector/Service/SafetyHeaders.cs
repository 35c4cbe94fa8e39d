namespace Connector.Service;

/// <summary>Headers that every answer carries, unless it sets them itself.</summary>
internal static class SafetyHeaders
{
    /// <summary>For answers that are data: nothing of them is ever run or shown in a frame.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static void UseSafetyHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(static state =>
        {
            IHeaderDictionary headers = ((HttpContext)state).Response.Headers;
            headers.TryAdd("Cache-Control", "no-store");
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("X-Frame-Options", "DENY");
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Content-Security-Policy", DataPolicy);
            return Task.CompletedTask;
        }, http);
        return next(http);
    });
}
