using Connector.Api.Description;
using Connector.Core.Access;

namespace Connector.Api;

/// <summary>One route, declared once: what is mapped, what is checked and what is described come from here.</summary>
/// <param name="Path">As ASP.NET writes it: <c>/api/v1/runs/{id}</c>.</param>
/// <param name="Role">The least role that may use it; null: anybody, without a token.</param>
/// <param name="Name">The operation's id in the description.</param>
/// <param name="Handle">Answers a call whose parameters are known and whose caller may make it.</param>
internal sealed record Route(string Method, string Path, Role? Role, string Name, Func<ApiCall, Task> Handle)
{
    /// <summary>The heading under which the description shows it.</summary>
    public required string Area { get; init; }

    public required string Summary { get; init; }

    public string? Details { get; init; }

    /// <summary>Of the path and the query. A query parameter that is not here is refused.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>Null: it takes none.</summary>
    public Body? Body { get; init; }

    /// <summary>What it answers beside the problems that <see cref="Description.Problems"/> adds for every route of its kind.</summary>
    public required IReadOnlyList<Answer> Answers { get; init; }
}

/// <summary>A set of routes about one thing.</summary>
internal interface IRoutes
{
    IEnumerable<Route> All { get; }
}

/// <summary>What a request carries.</summary>
/// <param name="MediaTypes">The first is the usual one.</param>
internal sealed record Body(Shape Shape, string Description, params string[] MediaTypes)
{
    public bool Required { get; init; } = true;

    public static Body Json(Shape shape, string description) => new(shape with { IsClosed = true }, description, "application/json");
}

/// <summary>One of the answers of a route.</summary>
/// <param name="Shape">Null: no body.</param>
internal sealed record Answer(int Status, string Description, Shape? Shape = null)
{
    public string MediaType { get; init; } = "application/json";

    /// <summary>The name under which it stands among the document's components; null: it is written where it is used.</summary>
    public string? Name { get; init; }

    /// <summary>Headers of interest and what they say.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];

    /// <summary>For what only an integration with a source to read can do.</summary>
    public static readonly Answer NotRead = Problem(StatusCodes.Status409Conflict, "Messages are sent to the integration; there is nothing to read.");

    public static Answer Problem(int status, string description) =>
        new(status, description, Shapes.Problem) { MediaType = ApiProblem.MediaType };
}
