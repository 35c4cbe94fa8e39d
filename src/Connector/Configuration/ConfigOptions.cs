using Connector.Core.Catalog;

namespace Connector.Configuration;

/// <summary>How a config folder is read.</summary>
public sealed record ConfigOptions
{
    public static readonly ConfigOptions Default = new();

    /// <summary>
    /// A secret that is not there is a warning, and its <c>${..}</c> stays in its place as text. For work that needs no secret: validate,
    /// preview, test.
    /// </summary>
    public bool AllowMissingSecrets { get; init; }

    /// <summary>What stands before a file's name in a problem, so that it can be opened from there; null: the folder's own name.</summary>
    public string? ShownFolder { get; init; }

    /// <summary>
    /// Says why a field of a database refuses a constant of a mapping, as a sentence; null: it takes it. The default takes everything.
    /// </summary>
    public Func<Field, Database, string, string?> RefusalOfConstant { get; init; } = static (_, _, _) => null;
}
