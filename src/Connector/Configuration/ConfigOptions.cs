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

    /// <summary>Whether anything is said of a secret that is not there and need not be.</summary>
    public bool TellMissingSecrets { get; init; } = true;

    /// <summary>
    /// No secret is looked up: every <c>${..}</c> stays in its place as text. For texts of people who may not learn what the machine's
    /// variables and files hold, nor which of them there are.
    /// </summary>
    public bool LeaveSecrets { get; init; }

    /// <summary>Says whether a <c>${file:PATH}</c> may be read, by its path as written. The default allows every one.</summary>
    public Func<string, bool> MayReadFile { get; init; } = static _ => true;

    /// <summary>The hosts that a <c>baseUrl</c> may name; none: any. Secrets go to no other.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>An integration's text that is read in place of its file, or as one more; null: the folder is read as it is.</summary>
    public ConfigDraft? Draft { get; init; }

    /// <summary>What stands before a file's name in a problem, so that it can be opened from there; null: the folder's own name.</summary>
    public string? ShownFolder { get; init; }

    /// <summary>
    /// Says why a field of a database refuses a constant of a mapping, as a sentence; null: it takes it. The default takes everything.
    /// </summary>
    public Func<Field, Database, string, string?> RefusalOfConstant { get; init; } = static (_, _, _) => null;
}

/// <param name="Name">The integration's, which is its file's name without <c>.json</c>.</param>
public sealed record ConfigDraft(string Name, string Text);
