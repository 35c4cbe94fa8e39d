using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Connector.Tests.Configuration;

/// <summary>An editor that goes by the schemas says what the connector says.</summary>
public sealed class SchemaTests
{
    /// <summary>What a schema can see: names, types and which settings go together, but no other files and no meaning.</summary>
    private static readonly string[] Visible =
        ["unknown-key", "wrong-type", "value-not-allowed", "missing-member", "misplaced-key", "conflicting-keys", "empty-list", "empty-filter", "empty-rule", "unknown-logs-resource"];

    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["databases"] = "database",
        ["resources"] = "resource",
        ["pixels"] = "pixel",
        ["integrations"] = "integration",
        ["destinations"] = "destination",
    };

    [Fact]
    public void Shipped_files_are_accepted()
    {
        foreach (string folder in Kinds.Keys)
        {
            Assert.All(Directory.GetFiles(Path.Combine(RepositoryConfig.Folder, folder), "*.json"), file => Assert.True(IsAccepted(folder, File.ReadAllText(file)), file));
        }
    }

    [Fact]
    public void Secrets_are_accepted_in_place_of_any_plain_value() => Assert.True(IsAccepted("integrations", """
        {
          "active": "${env:A}",
          "source": { "applicationId": "${env:B}", "token": "${file:c}", "format": "${env:D}", "pollPause": "${env:E}", "baseUrl": "${env:F}", "timeZone": "${env:G}" },
          "schedule": { "every": "${env:H}", "start": "${env:I}" },
          "hooks": [{ "name": "h", "resource": "${env:J}", "action": "register_goal", "pixel": "p", "goal": { "value": "g" }, "value": { "value": "${env:K}" } }]
        }
        """));

    [Fact]
    public void What_a_schema_can_see_is_refused()
    {
        var broken = BrokenFiles.Objects.Concat(BrokenDestinations.All).Select(row => ((string)row[0], (string)row[1], (string)row[2], (string)row[3])).ToList();
        TheoryData<string, string, string>[] integrations =
            [BrokenFiles.Sources, BrokenFiles.Filters, BrokenHooks.Hooks, BrokenHooks.Matches, BrokenHooks.Maps, BrokenHooks.Subscriptions, BrokenHooks.Goals, BrokenHooks.Tests];
        broken.AddRange(integrations.SelectMany(rows => rows).Select(row => ("integrations/shop.json", (string)row[0], (string)row[1], (string)row[2])));

        int seen = 0;
        foreach ((string file, string text, string code, string cure) in broken)
        {
            // Whether a resource has a column is told by the resource, not by the schema.
            if (Visible.Contains(code) && !cure.StartsWith("no column", StringComparison.Ordinal))
            {
                string plain = text.Replace(TemporaryConfig.Mark.ToString(), "", StringComparison.Ordinal);
                Assert.False(IsAccepted(file.Split('/')[0], plain), plain);
                seen++;
            }
        }

        Assert.True(seen > 60, $"Only {seen} broken files were looked at.");
    }

    private static bool IsAccepted(string folder, string text)
    {
        string schema = File.ReadAllText(Path.Combine(RepositoryConfig.Folder, "schemas", $"{Kinds[folder]}.schema.json"));
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        return new SchemaCheck(JObject.Parse(schema)).Accepts(JToken.ReadFrom(reader, new JsonLoadSettings { CommentHandling = CommentHandling.Ignore }));
    }
}
