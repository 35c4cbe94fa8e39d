using Microsoft.OpenApi;

namespace Connector.Api.Description;

/// <summary>The problems that every route of a kind can answer with.</summary>
internal static class Problems
{
    public static IEnumerable<Answer> Of(Route route)
    {
        int[] own = [.. route.Answers.Select(answer => answer.Status)];
        return All(route).Where(answer => !own.Contains(answer.Status));
    }

    private static IEnumerable<Answer> All(Route route)
    {
        yield return Usual("BadRequest", StatusCodes.Status400BadRequest, "A parameter or the body is wrong; `parameter` names the one.");
        if (route.Role is not null)
        {
            yield return Usual("Unauthorized", StatusCodes.Status401Unauthorized, "There is no token, or it is not valid.") with
            {
                Headers = [("WWW-Authenticate", "`Bearer`: how to show a token.")],
            };
            yield return Usual("Forbidden", StatusCodes.Status403Forbidden, "The token's role does not allow it.") with
            {
                Headers = [("WWW-Authenticate", "`Bearer`, with `insufficient_scope`.")],
            };
            yield return Usual("TooManyRequests", StatusCodes.Status429TooManyRequests, "Too many tokens from this address were not valid. Valid ones go through at any time.") with
            {
                Headers = [("Retry-After", "How many seconds to wait.")],
            };
            yield return Usual("ServiceUnavailable", StatusCodes.Status503ServiceUnavailable, "The store is busy or out of reach.");
        }

        if (route.Parameters.Any(parameter => parameter.In == ParameterLocation.Path))
        {
            yield return Usual("NotFound", StatusCodes.Status404NotFound, "There is no such thing; the nearest name is told where there is one.");
        }

        if (route.Body is not null)
        {
            yield return Usual("PayloadTooLarge", StatusCodes.Status413PayloadTooLarge, "The body has more than 1 MiB.");
            yield return Usual("UnsupportedMediaType", StatusCodes.Status415UnsupportedMediaType, "The body is of another kind.");
        }

        yield return Usual("InternalServerError", StatusCodes.Status500InternalServerError, "Something went wrong that nobody foresaw; the log says more.");
    }

    private static Answer Usual(string name, int status, string description) => Answer.Problem(status, description) with { Name = name };
}
