namespace Connector.Tests.Configuration;

/// <summary>Destinations with one fault each; » stands before the token at which it is reported.</summary>
internal static class BrokenDestinations
{
    /// <summary>File, text, code, and a piece of the cure.</summary>
    public static TheoryData<string, string, string, string> All => new()
    {
        { File, "»{ \"databases\": [] }", "missing-member", "Add \"type\": \"altcraft\"" },
        { File, "{ \"type\": »\"altkraft\", \"databases\": [] }", "value-not-allowed", "Did you mean 'altcraft'?" },
        { File, "»{ \"type\": \"altcraft\", \"baseUrl\": \"https://a.example\", \"databases\": {} }", "missing-member", "Add \"token\": \"${env:ALTCRAFT_TOKEN}\"" },
        { File, "»{ \"type\": \"metrix\", \"applicationId\": \"a\", \"databases\": [] }", "missing-member", "Add \"apiKey\"" },
        { File, Altcraft("»\"apiKey\": \"${env:TOKEN}\""), "misplaced-key", "'type' is 'metrix'" },
        { File, Altcraft("»\"databses\": 1"), "unknown-key", "Did you mean 'databases'?" },
        { File, Altcraft("\"pixels\": { »\"ap\": 3 }"), "unknown-pixel", "Did you mean 'app'?" },
        { File, Altcraft("\"resources\": { »\"newletter\": 5 }"), "unknown-resource", "Did you mean 'newsletter'?" },
        { File, Altcraft("\"pixels\": »[\"app\"]"), "missing-number", "its number in Altcraft" },
        { File, Altcraft("\"pixels\": { \"app\": »\"3\" }"), "bad-number", "the other system shows" },
        { File, Altcraft("\"matching\": \"custom\", \"matchField\": »\"loyaltycard\""), "unknown-field", "Did you mean 'loyalty_card'?" },
        { File, Altcraft("»\"matchField\": \"loyalty_card\""), "misplaced-key", "'matching' is 'custom'" },
        { File, Altcraft("\"batchSize\": »0"), "out-of-range", "from 1 to 10000" },
        { File, Altcraft("\"timeout\": »\"1 min\""), "bad-time-span", "hours:minutes:seconds" },
        { File, Altcraft("\"send\": [»\"profile\"]"), "value-not-allowed", "Did you mean 'profiles'?" },
        { File, Metrix("\"pixels\": »{ \"app\": 3 }"), "misplaced-number", "a list of names" },
        { File, Metrix("\"pixels\": [\"app\", »\"app\"]"), "duplicate-name", "Remove one" },
        { File, Metrix("\"map\": [{ \"from\": »\"teir\", \"to\": \"customAttributes.tier\" }]"), "unknown-field", "Did you mean 'tier'?" },
        { File, Metrix("\"map\": [{ \"from\": \"tier\", \"to\": »\"firstname\" }]"), "unknown-attribute", "Did you mean 'firstName'?" },
        { File, Metrix("\"map\": [{ \"from\": \"tier\", \"to\": \"customAttributes.a\" }, { \"from\": \"email\", \"to\": »\"customAttributes.a\" }]"), "duplicate-mapping", "Remove one" },
        { File, Metrix("\"userId\": »\"id\""), "unknown-field", "no field of 'customers'" },
        { File, Metrix("»\"resources\": {}"), "misplaced-key", "'type' is 'altcraft'" },
    };

    private const string File = "destinations/there.json";

    private static string Altcraft(string setting) =>
        $"{{ \"type\": \"altcraft\", \"baseUrl\": \"https://a.example\", \"token\": \"${{env:TOKEN}}\", \"databases\": {{ \"customers\": 12 }}, {setting} }}";

    private static string Metrix(string setting) =>
        $"{{ \"type\": \"metrix\", \"applicationId\": \"a\", \"apiKey\": \"${{env:TOKEN}}\", \"databases\": [\"customers\"], {setting} }}";
}
