using Connector.Core.Sync;

namespace Connector.Storage;

/// <summary>Where the store is: what <c>--store</c> says.</summary>
/// <param name="Path">The SQLite file, relative to the working folder or absolute.</param>
public sealed record StoreUrl(string Path)
{
    private const string SqlitePrefix = "sqlite:";

    private static readonly string[] PostgresSchemes = ["postgres:", "postgresql:"];

    private static readonly string[] PostgresKeywords = ["host", "server", "database", "username", "user id"];

    /// <summary>Reads <c>sqlite:PATH</c>.</summary>
    /// <exception cref="StoreException">Anything else. The text is not repeated: it may hold a password.</exception>
    public static StoreUrl Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith(SqlitePrefix, StringComparison.OrdinalIgnoreCase))
        {
            string path = trimmed[SqlitePrefix.Length..].Trim();
            return path.Length > 0
                ? new StoreUrl(path)
                : throw new StoreException("The store sqlite: names no file. Write sqlite:PATH, for example sqlite:data/connector.db.");
        }

        throw new StoreException(IsPostgres(trimmed)
            ? "This release keeps its data in SQLite alone; PostgreSQL is not supported yet. Write sqlite:PATH, for example sqlite:data/connector.db."
            : "The store is not understood. Write sqlite:PATH, for example sqlite:data/connector.db.");
    }

    /// <summary>As it is written in <c>--store</c>.</summary>
    public override string ToString() => SqlitePrefix + Path;

    private static bool IsPostgres(string text) =>
        PostgresSchemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        || text.Split(';').Any(part =>
            part.IndexOf('=') is > 0 and int end && PostgresKeywords.Contains(part[..end].Trim(), StringComparer.OrdinalIgnoreCase));
}
