namespace Connector.Tests.Configuration;

/// <summary>Files with one fault each; » stands before the token at which it is reported.</summary>
internal static class BrokenFiles
{
    /// <summary>File, text, code, and a piece of the cure.</summary>
    public static TheoryData<string, string, string, string> Syntax => new()
    {
        { "pixels/app.json", "»", "syntax", "empty" },
        { "pixels/app.json", "»[]", "wrong-type", "must hold an object" },
        { "pixels/app.json", "{\n  \"title\": \"a\"\n  »\"$schema\": \"b\"\n}", "syntax", "comma is missing" },
        { "pixels/app.json", "{\n  \"title\" »\"a\"\n}", "syntax", "colon is missing" },
        { "pixels/app.json", "{\n  \"title\": »\"a,\n  \"$schema\": \"b\"\n}", "syntax", "closing quote" },
        { "pixels/app.json", "{ \"title\": »\"a", "syntax", "closing quote" },
        { "pixels/app.json", "{\n  \"title\": \"a\"\n»", "syntax", "'{' of line 1" },
        { "pixels/app.json", "{\r\n  \"title\": \"a\"\r\n»", "syntax", "'{' of line 1" },
        { "pixels/app.json", "{\r\n  \"title\": »\"a\r\n", "syntax", "closing quote" },
        { "pixels/app.json", "{ \"title\": »'a' }", "syntax", "double quotes" },
        { "pixels/app.json", "{ »title: \"a\" }", "syntax", "double quotes" },
        { "pixels/app.json", "{ \"title\": \"a\",», }", "syntax", "does not belong here" },
        { "pixels/app.json", "{ \"title\": »}", "syntax", "does not belong here" },
        { "pixels/app.json", "{ \"title\": »\"a\\q\" }", "syntax", "twice" },
        { "pixels/app.json", "{ \"title\": \"a\" }\n»}", "syntax", "does not belong here" },
        { "pixels/app.json", "{ \"title\": »tru }", "syntax", "does not belong here" },
        { "resources/newsletter.json", "{ \"channels\": [\"email\",», \"push\"] }", "syntax", "comma too many" },
        { "pixels/app.json", "{ \"title\": »NaN }", "syntax", "not JSON" },
        { "pixels/app.json", "{ \"title\": »0x10 }", "syntax", "not JSON" },
        { "pixels/app.json", "{ \"title\": 1 } »/* never ends", "syntax", "End it with */" },
        { "pixels/app.json", $"{{ \"title\": {new string('[', 63)}»[", "syntax", "flatter" },
        { "pixels/app.json", "{\r\n  \"title\": \"a\", // one\r\n  /* two */ »\"title\": \"b\"\r\n}", "duplicate-key", "Remove one" },
    };

    public static TheoryData<string, string, string, string> Objects => new()
    {
        { "pixels/app.json", "{ »\"titel\": \"a\" }", "unknown-key", "Did you mean 'title'?" },
        { "pixels/app.json", "{ \"title\": »5 }", "wrong-type", "must be a text, not a number" },
        { "pixels/app.json", "{ \"title\": »\"\" }", "empty-value", "Write a text" },
        { "databases/customers.json", "{ \"defaultPhoneCountry\": »\"ru\" }", "unknown-country", "Write 'RU'." },
        { "databases/customers.json", "{ \"defaultPhoneCountry\": »\"XX\" }", "unknown-country", "ISO 3166" },
        { "databases/customers.json", "{ \"hashes\": { \"email\": { \"algorithm\": »\"sha265\" } } }", "value-not-allowed", "Did you mean 'sha256'?" },
        { "databases/customers.json", "{ \"hashes\": { \"phone\": { \"form\": »\"E.164\" } } }", "value-not-allowed", "e164_without_plus" },
        { "databases/customers.json", "{ \"hashes\": { \"email\": { \"form\": »\"e164\" } } }", "value-not-allowed", "trimmed_lower_case" },
        { "databases/customers.json", "{ \"hashes\": { »\"phones\": {} } }", "unknown-key", "Did you mean 'phone'?" },
        { "databases/customers.json", "{ \"hashes\": { \"phone\": »\"sha256\" } }", "wrong-type", "an object" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"_hashed_email\", \"type\": »\"email\" }] }", "default-field-type", "Remove its type" },
        { "databases/customers.json", "{ \"fields\": »{} }", "wrong-type", "a list" },
        { "databases/customers.json", "{ \"fields\": [»{}] }", "missing-member", "Add \"name\"" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"a\", \"type\": »\"strng\" }] }", "value-not-allowed", "Did you mean 'string'?" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"a\" }, { \"name\": »\"a\" }] }", "duplicate-name", "Remove one" },
        { "databases/customers.json", "{ \"fields\": [»{ \"name\": \"a\", \"type\": \"enum\" }] }", "missing-member", "Add \"values\"" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"a\", \"type\": \"enum\", \"values\": »[] }] }", "empty-list", "Put something into it" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"a\", \"type\": \"enum\", \"values\": [\"x\", »\"x\"] }] }", "duplicate-value", "Remove one" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"a\", »\"values\": [\"x\"] }] }", "misplaced-key", "'type' is 'enum'" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"email\", \"type\": »\"number\" }] }", "default-field-type", "field of your own" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"phones\", \"type\": »\"phone\" }] }", "default-field-type", "Remove its type" },
        { "databases/customers.json", "{ \"fields\": [{ \"name\": \"a\", \"required\": »\"yes\" }] }", "wrong-type", "true or false" },
        { "resources/newsletter.json", "{ \"databases\": [»\"custmers\"] }", "unknown-database", "Did you mean 'customers'?" },
        { "resources/newsletter.json", "{ \"databases\": [\"customers\"], \"channels\": [»\"fax\"] }", "value-not-allowed", "email, sms, push" },
    };

    public static TheoryData<string, string, string> Sources => new()
    {
        { "»{ }", "missing-member", "Add \"source\"" },
        { "{ \"source\": »{ \"token\": \"${env:TOKEN}\" } }", "missing-member", "Add \"applicationId\": 1111" },
        { "{ \"source\": »{ \"applicationId\": 1 } }", "missing-member", "Add \"token\": \"${env:APPMETRICA_TOKEN}\"" },
        { Source("\"applicationId\": »0"), "bad-number", "from 1" },
        { Source("\"applicationId\": »-5"), "bad-number", "from 1" },
        { Source("\"applicationId\": »1.5"), "bad-number", "from 1" },
        { Source("\"applicationId\": »\"1111\""), "wrong-type", "\"applicationId\": 1111" },
        { Source("\"applicationId\": 1, \"type\": »\"appmetrika\""), "value-not-allowed", "Did you mean 'appmetrica'?" },
        { Source("\"applicationId\": 1, \"baseUrl\": »\"api.appmetrica.yandex.com\""), "bad-url", "https://" },
        { Source("\"applicationId\": 1, \"baseUrl\": »\"ftp://x.io\""), "bad-url", "https://" },
        { Source("\"applicationId\": 1, \"timeZone\": »\"Europe/Mosow\""), "unknown-time-zone", "Did you mean 'Europe/Moscow'?" },
        { Source("\"applicationId\": 1, \"timeZone\": »\"Moscow\""), "unknown-time-zone", "Did you mean 'Europe/Moscow'?" },
        { Source("\"applicationId\": 1, \"format\": »\"xml\""), "value-not-allowed", "json, csv" },
        { Source("\"applicationId\": 1, \"pollPause\": »\"-00:00:15\""), "out-of-range", "at least" },
        { Source("\"applicationId\": 1, \"retryPause\": »\"5s\""), "bad-time-span", "00:15:00" },
        { Source("\"applicationId\": 1, \"pollPause\": »15"), "wrong-type", "\"00:00:15\"" },
        { Source("\"applicationId\": 1, \"skipUnavailableShards\": »1"), "wrong-type", "true or false" },
        { "{ \"source\": { \"applicationId\": 1, \"token\": »\"${env:TOKN}\" } }", "missing-secret", "variable TOKN" },
        { "{ \"source\": { \"applicationId\": 1, \"token\": »\"${file:no/such}\" } }", "missing-secret", "'no/such'" },
        { "{ \"source\": { \"applicationId\": 1, \"token\": »\"${env:TOKEN\" } }", "bad-secret", "${env:NAME}" },
        { "{ \"source\": { \"applicationId\": 1, \"token\": »\"${env:}\" } }", "bad-secret", "${env:NAME}" },
        { Source("\"applicationId\": »\"${env:TOKEN}\""), "bad-number", "from 1" },
        { Source("\"applicationId\": 1, »\"apiKey\": \"${env:TOKEN}\""), "misplaced-key", "'metrix_s2s'" },
        { Source("\"applicationId\": 1, »\"rate\": 5"), "misplaced-key", "'metrix_s2s'" },
        { "{ \"source\": »{ \"type\": \"metrix_s2s\", \"applicationId\": \"a\" } }", "missing-member", "Add \"apiKey\": \"${env:METRIX_API_KEY}\"" },
        { "{ \"source\": »{ \"type\": \"metrix_s2s\", \"apiKey\": \"${env:TOKEN}\" } }", "missing-member", "Add \"applicationId\"" },
        { Messages("", ", »\"token\": \"${env:TOKEN}\""), "misplaced-key", "'appmetrica'" },
        { Messages("", ", »\"pollPause\": \"00:00:15\""), "misplaced-key", "'appmetrica'" },
        { Messages("", ", \"rate\": »0"), "out-of-range", "from 1" },
        { Messages("", ", \"largestBody\": »1e6"), "out-of-range", "from 1" },
        { Messages(", »\"schedule\": { \"every\": \"00:10:00\" }"), "misplaced-schedule", "Remove it" },
        { Messages(", \"hooks\": [{ \"name\": \"h\", \"resource\": »\"events\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }]"), "foreign-resource", "user, action, revenue, businessEvent" },
        { Messages(", \"hooks\": [{ \"name\": \"h\", \"resource\": \"action\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"from\": »\"custumName\" } }]"), "unknown-column", "Did you mean 'customName'?" },
        { Messages(", \"hooks\": [{ \"name\": \"h\", \"resource\": \"user\", \"action\": \"import_profile\", \"database\": \"customers\", \"match\": { \"by\": »\"idenity\" } }]"), "value-not-allowed", "identity" },
        { Messages(", \"hooks\": [{ \"name\": \"h\", \"resource\": \"user\", \"action\": \"import_profile\", \"database\": \"customers\", \"match\": »{ \"by\": \"appmetrica_device_id\" } }]"), "missing-member", "no column 'appmetrica_device_id'" },
        { Schedule("\"cron\": \"0 0/10 * * * ?\", »\"every\": \"00:10:00\""), "conflicting-keys", "Remove one" },
        { Schedule("\"cron\": »\"*/10 * * * *\""), "bad-cron", "Write '0 */10 * * * *'" },
        { Schedule("\"cron\": »\"0 61 * * * ?\""), "bad-cron", "part 2 (minutes), '61'" },
        { Schedule("\"cron\": »\"0 0 0 ? * FOO\""), "bad-cron", "part 6 (day of week), 'FOO'" },
        { Schedule("\"cron\": »\"hourly\""), "bad-cron", "Write six" },
        { Schedule("\"every\": »\"00:00:00\""), "out-of-range", "at least" },
        { Schedule("\"every\": »\"24:00:00\""), "bad-time-span", "1.00:00:00" },
        { Schedule("\"maxWindow\": »\"00:00:59\""), "out-of-range", "at least 00:01:00" },
        { Schedule("\"lookback\": »\"100000.00:00:00\""), "out-of-range", "at most" },
        { Schedule("\"start\": »\"01.11.2026\""), "bad-date", "2026-11-01" },
        { Schedule("\"start\": »\"2026-02-30\""), "bad-date", "2026-11-01" },
        { Schedule("\"timeZone\": »\"+03:00\""), "unknown-time-zone", "Europe/Moscow" },
    };

    public static TheoryData<string, string, string> Filters => new()
    {
        { Filter("»{ }"), "empty-filter", "'all'" },
        { Filter("{ \"all\": »[] }"), "empty-list", "Put something into it" },
        { Filter("{ \"not\": »{} }"), "empty-filter", "'field'" },
        { Filter("»{ \"field\": \"event_name\" }"), "empty-rule", "'like'" },
        { Filter("»{ \"like\": \"a\" }"), "empty-filter", "'field'" },
        { Filter("{ \"field\": »\"event_nam\", \"like\": \"a\" }"), "unknown-column", "Did you mean 'event_name'?" },
        { Filter("{ \"field\": »\"email\", \"like\": \"a\" }"), "unknown-column", "Write 'event_json." },
        { Filter("{ \"field\": »\"event_json.a..b\", \"like\": \"a\" }"), "bad-path", "name is missing" },
        { Filter("{ \"field\": »\"event_json[x]\", \"like\": \"a\" }"), "bad-path", "index" },
        { Filter("{ \"field\": »\"event_name.x\", \"like\": \"a\" }"), "bad-path", "holds no JSON" },
        { Filter("{ \"field\": »\"event_json.1.2.3.4.5.6.7.8.9[0].11\", \"like\": \"a\" }"), "bad-path", "at most 10" },
        { Filter("{ \"field\": \"event_name\", \"like\": \"a\", »\"notLik\": \"b\" }"), "unknown-key", "Did you mean 'notLike'?" },
        { Filter("{ \"field\": \"mcc\", \"gt\": »\"1e5\" }"), "bad-number", "Write digits" },
        { Filter("{ \"field\": \"mcc\", \"lte\": »1e5 }"), "bad-number", "Write digits" },
        { Filter("{ \"field\": \"mcc\", \"gte\": »\".5\" }"), "bad-number", "Write digits" },
        { Filter("{ \"field\": \"mcc\", \"lt\": »true }"), "wrong-type", "a number" },
        { Filter("{ \"field\": \"mcc\", \"in\": »\"250\" }"), "wrong-type", "a list" },
        { Filter("{ \"field\": \"mcc\", \"exists\": »\"true\" }"), "wrong-type", "true or false" },
        { Filter("{ \"field\": \"mcc\", \"like\": »250 }"), "wrong-type", "a text" },
        { Filter("{ \"all\": [{ \"field\": \"mcc\", \"in\": [1] }], »\"any\": [{ \"field\": \"mcc\", \"in\": [1] }] }"), "conflicting-keys", "Remove one" },
        { Filter("{ \"all\": [{ \"field\": \"mcc\", \"in\": [1] }], »\"like\": \"a\" }"), "misplaced-key", "'field' is there" },
        { Filter("{ \"any\": [{ \"field\": \"mcc\", \"in\": [1] }, { \"not\": { \"field\": »\"mnn\", \"in\": [1] } }] }"), "unknown-column", "'mnc'" },
    };

    private static string Source(string members) => $"{{ \"source\": {{ \"token\": \"${{env:TOKEN}}\", {members} }} }}";

    private static string Messages(string more, string members = "") =>
        $"{{ \"source\": {{ \"type\": \"metrix_s2s\", \"applicationId\": \"a\", \"apiKey\": \"${{env:TOKEN}}\"{members} }}{more} }}";

    private static string Schedule(string members) => TemporaryConfig.Integration.Replace(
        "\"hooks\"", $"\"schedule\": {{ {members} }},\n  \"hooks\"", StringComparison.Ordinal);

    private static string Filter(string filter) => TemporaryConfig.Integration.Replace(
        "\"action\"", $"\n\"filter\": {filter},\n\"action\"", StringComparison.Ordinal);
}
