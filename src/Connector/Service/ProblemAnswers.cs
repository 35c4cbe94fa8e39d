using Connector.Api;
using Connector.Core.Sync;

namespace Connector.Service;

/// <summary>Turns whatever goes wrong into a problem: thrown ones, faults nobody foresaw, and errors the framework answers with a bare status.</summary>
internal sealed class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> log, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext http)
    {
        long started = time.GetTimestamp();
        try
        {
            await next(http);
            if (IsBare(http.Response))
            {
                await ApiProblem.OfStatus(http.Response.StatusCode).WriteAsync(http);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away, or the service stops; there is nobody to answer.
            http.Abort();
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            await ProblemOf(e, http).WriteAsync(http);
        }
        catch (Exception e)
        {
            // The answer is on its way: cutting it off is the only way left to say that it is not whole.
            log.CallFailed(RouteOf(http), e);
            http.Abort();
        }
        finally
        {
            if (log.IsEnabled(LogLevel.Debug))
            {
                log.Answered(http.Request.Method, RouteOf(http), http.Response.StatusCode, (long)time.GetElapsedTime(started).TotalMilliseconds);
            }
        }
    }

    private ApiProblem ProblemOf(Exception exception, HttpContext http)
    {
        switch (exception)
        {
            case ApiProblem problem:
                return problem;
            case BadHttpRequestException bad:
                return ApiProblem.OfStatus(bad.StatusCode);
            case StoreException:
                log.StoreFailed(RouteOf(http), exception.Message);
                return new ApiProblem(
                    StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The store cannot be used now.", "The store is busy or out of reach. Try again in a while; the log of the service says more.");
            default:
                log.CallFailed(RouteOf(http), exception);
                return ApiProblem.OfStatus(StatusCodes.Status500InternalServerError);
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null };

    /// <summary>The route's pattern rather than its path, which may hold personal data.</summary>
    private static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}
