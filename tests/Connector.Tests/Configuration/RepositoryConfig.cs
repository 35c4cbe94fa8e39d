namespace Connector.Tests.Configuration;

/// <summary>The config folder that the repository ships.</summary>
internal static class RepositoryConfig
{
    public static readonly string Folder = Find();

    public static readonly Dictionary<string, string> Environment = new() { ["APPMETRICA_TOKEN"] = "secret-of-the-tests" };

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository."), "config");
    }
}
