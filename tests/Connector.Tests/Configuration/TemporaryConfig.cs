using Connector.Configuration;

namespace Connector.Tests.Configuration;

/// <summary>A config folder of a test's own, with the smallest files that are right.</summary>
internal sealed class TemporaryConfig : IDisposable
{
    /// <summary>Stands before the token at which a problem is expected.</summary>
    public const char Mark = '»';

    public const string Integration = """
        {
          "source": { "applicationId": 1111, "token": "${env:TOKEN}" },
          "hooks": [
            { "name": "view", "resource": "events", "action": "register_goal", "pixel": "app", "goal": { "value": "view" } }
          ]
        }
        """;

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("connector-config-");

    public TemporaryConfig()
    {
        Folder = Path.Combine(_parent.FullName, "config");
        Write("databases/customers.json", """
            {
              "defaultPhoneCountry": "RU",
              "fields": [
                { "name": "email", "required": false },
                { "name": "loyalty_card", "matchable": true },
                { "name": "orders_total", "type": "number" },
                { "name": "tier", "type": "enum", "values": ["silver", "gold"] }
              ]
            }
            """);
        Write("databases/partners.json", "{}");
        Write("resources/newsletter.json", """{ "databases": ["customers"], "channels": ["email", "push"] }""");
        Write("pixels/app.json", "{}");
        Write("integrations/shop.json", Integration);
    }

    public string Folder { get; }

    public Dictionary<string, string> Variables { get; } = new() { ["TOKEN"] = "top-secret-value" };

    public void Write(string file, string text)
    {
        string path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Writes a text that has a <see cref="Mark"/> in it.</summary>
    /// <returns>Where the mark stood, from 1.</returns>
    public (int Line, int Column) WriteMarked(string file, string marked)
    {
        int at = marked.IndexOf(Mark, StringComparison.Ordinal);
        Write(file, marked.Remove(at, 1));
        string before = marked[..at];
        return (before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }

    public ConfigResult Load(ConfigOptions? options = null) => ConfigFolder.Load(Folder, Variables, options);

    public void Dispose() => _parent.Delete(recursive: true);
}
