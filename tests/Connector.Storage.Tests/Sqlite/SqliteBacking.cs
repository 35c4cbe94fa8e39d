namespace Connector.Storage.Tests.Sqlite;

/// <summary>A SQLite file in a folder of its own.</summary>
public sealed class SqliteBacking : StoreBacking
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-store-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "data", "connector.db");

    public override StoreUrl Url => new SqliteUrl(Path);

    public override void Dispose() => _folder.Delete(recursive: true);
}
