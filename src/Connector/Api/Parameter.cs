using Connector.Api.Description;
using Microsoft.OpenApi;

namespace Connector.Api;

/// <summary>A parameter of a path or a query, or a header that means something to a route.</summary>
internal sealed record Parameter(string Name, Shape Shape, ParameterLocation In = ParameterLocation.Query)
{
    public bool Required { get; init; } = In == ParameterLocation.Path;

    public static Parameter Path(string name, string description, string example) => new(name, Shape.Text(description, example), ParameterLocation.Path);

    public static Parameter Header(string name, string description) => new(name, Shape.Text(description), ParameterLocation.Header);
}

/// <summary>Parameters that several routes share.</summary>
internal static class Parameters
{
    public const int MostItems = 500;
    public const int UsualItems = 50;

    public static readonly Parameter Name = Parameter.Path("name", "The integration: its file's name without `.json`.", "shop-app");

    public static readonly Parameter Limit = new("limit", Shape.Whole($"How many items the page has at most. Default: {UsualItems}.") with { Least = 1, Most = MostItems });

    public static readonly Parameter After = new("after", Shape.Text("The `next` of the page before; the other parameters must be the same. Default: the first page."));

    public static readonly Parameter Integration = new("integration", Shape.Text("Only of this integration.", "shop-app"));

    public static readonly Parameter From = new("from", Shape.Time("Only from this time on. ISO 8601 with `Z` or an offset."));

    public static readonly Parameter To = new("to", Shape.Time("Only before this time."));
}
