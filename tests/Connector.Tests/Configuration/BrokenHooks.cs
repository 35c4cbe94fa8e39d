namespace Connector.Tests.Configuration;

/// <summary>Hooks and tests with one fault each, in an integration; » stands before the token at which it is reported.</summary>
internal static class BrokenHooks
{
    private const string Import = "\"name\": \"h\", \"resource\": \"events\", \"action\": \"import_profile\", \"database\": \"customers\"";
    private const string Goal = "\"name\": \"h\", \"resource\": \"events\", \"action\": \"register_goal\", \"pixel\": \"app\"";
    private const string ByMail = "\"match\": { \"by\": \"email\", \"from\": \"event_json.email\" }";

    /// <summary>Text, code, and a piece of the cure.</summary>
    public static TheoryData<string, string, string> Hooks => new()
    {
        { Hook("»{ \"resource\": \"events\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }"), "missing-member", "Add \"name\"" },
        { Hook("»{ \"name\": \"h\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }"), "missing-member", "Add \"resource\": \"events\"" },
        { Hook("»{ \"name\": \"h\", \"resource\": \"events\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }"), "missing-member", "Add \"action\"" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }} }}, {{ {Goal.Replace("\"h\"", "»\"h\"", StringComparison.Ordinal)}, \"goal\": {{ \"value\": \"a\" }} }}"), "duplicate-name", "another name" },
        { Hook("{ \"name\": \"h\", \"resource\": »\"action\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }"), "foreign-resource", "metrix_s2s" },
        { Hook("{ \"name\": »\" \", \"resource\": \"events\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }"), "empty-value", "Write a text" },
        { Hook("{ \"name\": \"h\", \"resource\": »\"event\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }"), "unknown-logs-resource", "Did you mean 'events'?" },
        { Hook("{ \"name\": \"h\", \"resource\": \"events\", \"action\": »\"import_profiles\" }"), "value-not-allowed", "Did you mean 'import_profile'?" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }}, »\"map\": [] }}"), "misplaced-key", "'action' is 'import_profile'" },
        { Hook($"»{{ \"name\": \"h\", \"resource\": \"events\", \"action\": \"import_profile\", {ByMail} }}"), "missing-member", "Add \"database\": \"customers\"" },
        { Hook($"»{{ {Import} }}"), "missing-member", "Add \"match\"" },
        { Hook($"{{ {Import.Replace("\"customers\"", "»\"customer\"", StringComparison.Ordinal)}, {ByMail} }}"), "unknown-database", "Did you mean 'customers'?" },
        { Hook($"{{ {Import}, {ByMail}, \"mode\": »\"upsert\" }}"), "value-not-allowed", "add_and_update, add_only, update_only" },
    };

    public static TheoryData<string, string, string> Matches => new()
    {
        { Hook($"{{ {Import}, \"match\": »{{ \"from\": \"event_json.email\" }} }}"), "missing-member", "Add \"by\"" },
        { Hook($"{{ {Import}, \"match\": »{{ \"by\": \"email\" }} }}"), "missing-member", "Add \"from\"" },
        { Hook($"{{ {Import}, \"match\": »{{ \"by\": \"custom\", \"from\": \"profile_id\" }} }}"), "missing-member", "Add \"field\"" },
        { Hook($"{{ {Import}, \"match\": {{ \"by\": »\"e-mail\", \"from\": \"event_json.email\" }} }}"), "value-not-allowed", "Did you mean 'email'?" },
        { Hook($"{{ {Import}, \"match\": {{ \"by\": \"custom\", \"field\": »\"loyalty_crd\", \"from\": \"profile_id\" }} }}"), "unknown-field", "Did you mean 'loyalty_card'?" },
        { Hook($"{{ {Import}, \"match\": {{ \"by\": \"custom\", \"field\": »\"tier\", \"from\": \"profile_id\" }} }}"), "field-not-matchable", "config/databases/customers.json" },
        { Hook($"{{ {Import}, \"match\": {{ \"by\": \"email\", »\"field\": \"loyalty_card\", \"from\": \"event_json.email\" }} }}"), "misplaced-key", "'by' is 'custom'" },
        { Hook($"{{ {Import}, \"match\": {{ \"by\": \"email\", \"from\": »\"event_jsn.email\" }} }}"), "unknown-column", "Did you mean 'event_json'?" },
        { Hook($"{{ {Import}, \"match\": {{ \"by\": \"email\", \"from\": \"event_json.email\", \"onAmbiguous\": »\"first\" }} }}"), "value-not-allowed", "reject, oldest, newest" },
        { Hook("{ \"name\": \"h\", \"resource\": \"clicks\", \"action\": \"import_profile\", \"database\": \"customers\", \"match\": »{ \"by\": \"appmetrica_device_id\" } }"), "missing-member", "no column 'appmetrica_device_id'" },
    };

    public static TheoryData<string, string, string> Maps => new()
    {
        { Map("»{ \"value\": \"a\" }"), "missing-member", "Add \"to\"" },
        { Map("»{ \"to\": \"_fname\" }"), "missing-member", "'from' or 'value'" },
        { Map("{ \"from\": \"city\", »\"value\": \"a\", \"to\": \"_city\" }"), "conflicting-keys", "Remove one" },
        { Map("{ \"from\": \"city\", \"to\": »\"_cty\" }"), "unknown-field", "Did you mean '_city'?" },
        { Map("{ \"from\": \"city\", \"to\": \"_city\" }, { \"value\": \"a\", \"to\": »\"_city\" }"), "duplicate-mapping", "Remove one" },
        { Map("{ \"from\": »\"town\", \"to\": \"_city\" }"), "unknown-column", "Write 'event_json." },
        { Map("{ \"value\": »[1], \"to\": \"_city\" }"), "wrong-type", "a text, a number, true or false" },
        { Map("{ \"value\": »\"bronze\", \"to\": \"tier\" }"), "refused-value", "Write silver or gold." },
        { Map("{ \"value\": 1, \"to\": \"_city\", \"ignoreEmpty\": »0 }"), "wrong-type", "true or false" },
    };

    public static TheoryData<string, string, string> Subscriptions => new()
    {
        { Subscription("{ \"resource\": »\"newsleter\", \"channel\": \"email\", \"from\": \"event_json.email\" }"), "unknown-resource", "Did you mean 'newsletter'?" },
        { Subscription("»{ \"channel\": \"email\", \"from\": \"event_json.email\" }"), "missing-member", "Add \"resource\"" },
        { Subscription("»{ \"resource\": \"newsletter\", \"from\": \"event_json.email\" }"), "missing-member", "Add \"channel\"" },
        { Subscription("»{ \"resource\": \"newsletter\", \"channel\": \"email\" }"), "missing-member", "Add \"from\"" },
        { Subscription("{ \"resource\": \"newsletter\", \"channel\": »\"sms\", \"from\": \"event_json.phone\" }"), "channel-not-offered", "config/resources/newsletter.json" },
        { Subscription("{ \"resource\": \"newsletter\", \"channel\": »\"e-mail\", \"from\": \"event_json.email\" }"), "value-not-allowed", "Did you mean 'email'?" },
        { Subscription("»{ \"resource\": \"newsletter\", \"channel\": \"push\" }"), "missing-member", "Add \"provider\"" },
        { Subscription("{ \"resource\": \"newsletter\", \"channel\": \"email\", »\"provider\": \"ios_ifa\", \"from\": \"event_json.email\" }"), "misplaced-key", "'channel' is 'push'" },
        { Subscription("{ \"resource\": \"newsletter\", \"channel\": \"email\", \"from\": \"event_json.email\", \"status\": »\"hardbounced\" }"), "value-not-allowed", "unsubscribed" },
        { Hook(Partner), "database-not-listed", "config/resources/newsletter.json" },
        { Hook(PushByClick), "missing-member", "no column 'appmetrica_device_id'" },
    };

    public static TheoryData<string, string, string> Goals => new()
    {
        { Hook("{ \"name\": \"h\", \"resource\": \"events\", \"action\": \"register_goal\", \"pixel\": »\"ap\", \"goal\": { \"value\": \"a\" } }"), "unknown-pixel", "Did you mean 'app'?" },
        { Hook("»{ \"name\": \"h\", \"resource\": \"events\", \"action\": \"register_goal\", \"goal\": { \"value\": \"a\" } }"), "missing-member", "Add \"pixel\"" },
        { Hook($"»{{ {Goal} }}"), "missing-member", "Add \"goal\"" },
        { Hook($"{{ {Goal}, \"goal\": »{{ }} }}"), "missing-member", "'from' or 'value'" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": »\"\" }} }}"), "empty-value", "Write a name" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": »\"{new string('я', 129)}\" }} }}"), "goal-name-too-long", "at most 128" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }}, \"value\": {{ \"value\": »\"a lot\" }} }}"), "bad-number", "Write digits" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }}, \"value\": »1 }}"), "wrong-type", "an object" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }}, \"attach\": »{{ {ByMail} }} }}"), "missing-member", "Add \"database\"" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }}, \"attach\": {{ \"database\": »\"clients\", {ByMail} }} }}"), "unknown-database", "customers, partners" },
        { Hook($"{{ {Goal}, \"goal\": {{ \"value\": \"a\" }}, \"attach\": {{ \"database\": \"customers\", {ByMail}, \"whenMissing\": »\"create\" }} }}"), "value-not-allowed", "anonymous, skip, reject" },
    };

    public static TheoryData<string, string, string> Tests => new()
    {
        { Test("»{ \"name\": \"t\", \"resource\": \"events\", \"expect\": {} }"), "missing-member", "Add \"record\"" },
        { Test("{ \"name\": \"t\", \"resource\": \"events\", \"record\": {}, \"expect\": { \"hook\": »\"vew\" } }"), "unknown-hook", "Did you mean 'view'?" },
        { Test("{ \"name\": \"t\", \"resource\": »\"installations\", \"record\": {}, \"expect\": {} }"), "unused-resource", "events" },
        { Test("{ \"name\": \"t\", \"resource\": \"events\", \"record\": {}, \"expect\": { \"outcome\": »\"created\" } }"), "value-not-allowed", "Did you mean 'create'?" },
        { Test("{ \"name\": \"t\", \"resource\": \"events\", \"record\": »\"a\", \"expect\": {} }"), "wrong-type", "an object" },
        { Test("{ \"name\": \"t\", \"resource\": \"events\", \"given\": [»1], \"record\": {}, \"expect\": {} }"), "wrong-type", "an object" },
    };

    private static string Partner =>
        $"{{ {Import.Replace("customers", "partners", StringComparison.Ordinal)}, {ByMail}, \"subscriptions\": [{{ \"resource\": »\"newsletter\", \"channel\": \"email\", \"from\": \"event_json.email\" }}] }}";

    private static string Hook(string hooks) => $$"""
        {
          "source": { "applicationId": 1111, "token": "${env:TOKEN}" },
          "hooks": [
            // only this one
            {{hooks}},
          ],
        }
        """;

    private static string Map(string mappings) => Hook($"{{ {Import}, {ByMail},\n\"map\": [{mappings}] }}");

    private static string Subscription(string subscription) => Hook($"{{ {Import}, {ByMail},\n\"subscriptions\": [{subscription}] }}");

    private static string PushByClick =>
        "{ \"name\": \"h\", \"resource\": \"clicks\", \"action\": \"import_profile\", \"database\": \"customers\", \"match\": { \"by\": \"email\", \"from\": \"click_id\" }, \"subscriptions\": [»{ \"resource\": \"newsletter\", \"channel\": \"push\", \"provider\": \"appmetrica_device_id\" }] }";

    private static string Test(string test) => TemporaryConfig.Integration.Replace("\"hooks\"", $"\"tests\": [\n{test}\n],\n\"hooks\"", StringComparison.Ordinal);
}
