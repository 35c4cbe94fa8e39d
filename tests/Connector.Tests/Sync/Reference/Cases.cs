using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Sync.Reference;

/// <summary>A database, hooks and windows of records; few values each, so that they meet often.</summary>
internal sealed record Case(Database Database, Hook[] Hooks, Row[][] Windows, int Seed)
{
    public override string ToString() => string.Join(
        '\n',
        [
            "email required: " + Database.Find("email")!.Required,
            .. Hooks.Select(hook => hook switch
            {
                ImportProfileHook import => $"{import with { Database = null! }} map: {string.Join(", ", import.Map)} subscriptions: {string.Join(", ", import.Subscriptions)}",
                _ => hook.ToString(),
            }),
            .. Windows.Select(window => Row.Write(window, ExportFormat.JsonLines) + "\n--"),
        ]);
}

internal static class Cases
{
    private static readonly string[] Paths =
    [
        "event_json.email", "event_json.second", "event_json.name", "event_json.city", "event_json.total", "event_json.phone", "event_json.tags[0]",
        "event_json.contacts.email", "event_json.contacts", "event_json[\"Doctor Type\"]", "event_json.items[1].sku", "event_name", "event_json", "os_name",
    ];

    public static bool ReadsPaths(Hook[] hooks) => hooks.Any(hook => PathsOf(hook).Any(path => path.Contains("event_json.", StringComparison.Ordinal) || path.Contains("event_json[", StringComparison.Ordinal)));

    public static readonly Gen<Case> All =
        from required in Gen.Elements(true, false, false)
        let database = Some.Database(
            new Field("email", FieldType.Email, Required: required),
            new Field("card", FieldType.String, Matchable: true),
            new Field("points", FieldType.Number, Matchable: true),
            new Field("phones", FieldType.PhoneList, Matchable: true),
            new Field("tags", FieldType.Tags),
            new Field("member", FieldType.Boolean))
        from count in Gen.Choose(1, 4)
        from hooks in Gen.Frequency((3, Import(database)), (2, Goal(database))).ArrayOf(count)
        from windows in Rows().ArrayOf(8).SelectMany(rows => Gen.Choose(0, rows.Length), (rows, cut) => new[] { rows[..cut], rows })
        from more in Rows().ArrayOf(14)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Case(database, [.. hooks.Select((hook, i) => hook with { Name = "hook" + i })], [.. windows, more], seed);

    private static Gen<T> Often<T>(T often, params T[] seldom) => Gen.Frequency((4, Gen.Constant(often)), (1, Gen.Elements(seldom)));

    private static Gen<Row> Rows() =>
        from name in Gen.Elements("login", "purchase", "LOGIN", "a*b", "")
        from json in EventJson()
        from asObject in Often(false, true)
        from device in Gen.Frequency(
            (12, Gen.Elements("101", "102", "103", " 101", "18446744073709551615")),
            (2, Gen.Elements("0", "00000000-0000-0000-0000-000000000000", "NULL", "")))
        from os in Often("ios", "android", "iOS", "windows", "")
        from at in Gen.Choose(0, 3)
        from delay in Often(1, 0, 2, -300, -301, -900)
        from clock in Gen.Elements(0, 0, 0, 1, 2, 3)
        let noon = DateTimeOffset.Parse("2026-11-01T12:00:00Z", CultureInfo.InvariantCulture)
        select new Row(
            name,
            json.Text,
            asObject && json.IsObject,
            device,
            os,
            clock switch { 0 => (noon.ToUnixTimeSeconds() + at).ToString(CultureInfo.InvariantCulture), 3 => "1262303999", _ => "" },
            clock == 1 ? noon.AddSeconds(at).AddHours(3).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "",
            (noon.ToUnixTimeSeconds() + at + delay).ToString(CultureInfo.InvariantCulture));

    private static Gen<(string Text, bool IsObject)> EventJson() =>
        from members in Gen.OneOf(
            Member("email", "\"a@x.io\"", "\" A@x.io\"", "\"b@x.io\"", "\"c@x.io\"", "\"\\u0061@x.io\"", "\"null\"", "\"bad\"", "\"\"", "null", "12"),
            Member("email", "\"a@x.io\"", "\"b@x.io\"", "\"c@x.io\""),
            Member("email", "\"a@x.io\"", "\"A@x.io\"", "\"b@x.io\""),
            Member("total", "1", "2"),
            Member("second", "\"a@x.io\"", "\"S@x.io\"", "\"s@x.io\"", "\"bad\"", "\"\"", "{}"),
            Member("name", "\"Ann\"", "\"ann\"", "\"\\u0410\\\"\"", "\" \"", "\"\"", "true", "\"😀\""),
            Member("city", "\"Tver\"", "\"Omsk\"", "\"\"", "null"),
            Member("total", "1", "1.0", "\"1.10\"", "-2.50", "0", "\"x\"", "\"\"", "12345678901234567890", "\"-1.0\"", "101"),
            Member("phone", "\"+79161234567\"", "\"8 (916) 123-45-67\"", "\"+12125550100\"", "\"12\"", "\"\""),
            Member("tags", "[\"vip\"]", "[\"app\",1]", "[]", "[null]", "\"vip\"", "{\"0\":\"vip\"}"),
            Member("contacts", "{\"email\":\"b@x.io\"}", "{\"email\":\"a@x.io\",\"email\":\"s@x.io\"}", "{\"email\":{\"a\":[1]}}", "[1]"),
            Member("Doctor Type", "\"Tver\"", "false"),
            Member("items", "[{\"sku\":\"1\"},{\"sku\":\"A\"}]", "[{},{\"sku\":\"1\"}]", "[{}]")).ArrayOf(6)
        from form in Gen.Frequency(
            (14, Gen.Constant((Text: "{*}", IsObject: true))),
            (6, Gen.Elements<(string Text, bool IsObject)>(("\uFEFF{*}", false), ("{*", false), ("{*,}", false), ("[{*}]", false), ("", false), ("\"a\"", false), ("{*}}", false), ("\uFEFF", false), (" {*} ", false), ("null", false))))
        select (form.Text.Replace("*", string.Join(",", members), StringComparison.Ordinal), form.IsObject);

    private static Gen<string> Member(string name, params string[] values) => Gen.Elements(values).Select(value => $"\"{name}\":{value}");

    private static Gen<Filter?> Filters() => Gen.Frequency(
        (3, Gen.Constant<Filter?>(null)),
        (2, Rule().Select(rule => (Filter?)rule)),
        (2, from parts in Rule().ArrayOf(2) from kind in Gen.Choose(0, 2) select (Filter?)(kind switch { 0 => new Filter.All([.. parts]), 1 => new Filter.Any([.. parts]), _ => new Filter.Not(new Filter.Any([.. parts])) })));

    private static Gen<Filter> Rule() =>
        from field in Gen.Elements(Paths)
        from condition in Gen.OneOf<Condition>(
            from pattern in Gen.Elements("login", "LOG*", "*", "", "**", "*a*", "a\\*b", "{*}", "*@x.io", "*\\**")
            from negated in Gen.Elements(true, false)
            select (Condition)new Condition.Like(pattern, negated),
            Gen.Elements<string[]>([""], ["login", "Ann"], ["purchase", "", "Tver"], ["1"]).Select(values => (Condition)new Condition.In([.. values])),
            Gen.Elements(true, false).Select(wanted => (Condition)new Condition.Exists(wanted)),
            from op in Gen.Elements(Comparison.Greater, Comparison.GreaterOrEqual, Comparison.Less, Comparison.LessOrEqual)
            from number in Gen.Elements("1", "1.00", "-2.5", "0")
            select (Condition)new Condition.Compare(op, number))
        from caseSensitive in Gen.Elements(true, false)
        select (Filter)new Filter.Rule(Some.Path(field), [condition], caseSensitive);

    private static Gen<Match> Matches(Database database) =>
        from kind in Gen.Elements(0, 0, 0, 1, 1, 2, 2, 3, 4, 5)
        from ambiguous in Gen.Elements(OnAmbiguous.Reject, OnAmbiguous.Oldest, OnAmbiguous.Newest)
        from email in Often("event_json.email", "event_json.second", "event_json.contacts.email")
        from device in Often("appmetrica_device_id", "event_json.total")
        select kind switch
        {
            0 => Some.By(MatchBy.EmailProfile, email, null, ambiguous),
            1 => Some.By(MatchBy.Email, email, null, ambiguous),
            2 => Some.By(MatchBy.AppMetricaDeviceId, device),
            3 => Some.By(MatchBy.Custom, "event_json.name", database.Find("card"), ambiguous),
            4 => Some.By(MatchBy.Custom, "event_json.total", database.Find("points"), ambiguous),
            _ => Some.By(MatchBy.Custom, "event_json.phone", database.Find("phones"), ambiguous),
        };

    private static Gen<Hook> Import(Database database) =>
        from filter in Filters()
        from mode in Often(ImportMode.AddAndUpdate, ImportMode.AddOnly, ImportMode.UpdateOnly)
        from match in Matches(database)
        from map in Mapping(database).ArrayOf(3)
        from subscriptions in Subscription().ArrayOf(2)
        from many in Gen.Choose(0, 2)
        select (Hook)Some.Import("import", filter, database, mode, match, [.. map.DistinctBy(mapping => mapping.To.Name)], subscriptions[..many]);

    private static Gen<Mapping> Mapping(Database database) =>
        from target in Gen.Elements(
            ("email", "event_json.email"), ("email", "event_json.contacts.email"), ("_fname", "event_json.name"), ("_fname", "event_json.city"), ("_city", "event_json.city"),
            ("_city", "event_json[\"Doctor Type\"]"), ("card", "event_json.name"), ("card", "event_json.items[1].sku"), ("points", "event_json.total"), ("phones", "event_json.phone"),
            ("tags", "event_json.tags[0]"), ("tags", "event_json.city"), ("_lname", "event_json.contacts"), ("_region", "event_json"), ("member", "event_json.total"), ("email", "event_json.second"))
        from constant in Often(null, "", "mobile app", "a@x.io")
        from ignoreEmpty in Gen.Elements(true, false)
        from onlyIfEmpty in Often(false, true)
        select new Mapping(constant is null || target.Item1 is "member" or "points" ? Some.From(target.Item2) : Some.Text(constant), database.Find(target.Item1)!, ignoreEmpty, onlyIfEmpty);

    private static Gen<SubscriptionRule> Subscription() =>
        from kind in Gen.Choose(0, 4)
        from status in Gen.Elements(SubscriptionStatus.Subscribed, SubscriptionStatus.Unconfirmed, SubscriptionStatus.Suspended, SubscriptionStatus.Unsubscribed)
        from keep in Often(false, true)
        from skipInvalid in Often(true, false)
        from email in Gen.Elements("event_json.email", "event_json.second")
        select kind switch
        {
            <= 1 => Some.Subscription(Channel.Email, email, status, keep, skipInvalid),
            2 => Some.Subscription(Channel.Sms, "event_json.phone", status, keep, skipInvalid),
            3 => Some.Subscription(Channel.Push, "appmetrica_device_id", status, keep, skipInvalid, PushProvider.AppMetricaDeviceId),
            _ => Some.Subscription(Channel.Push, "event_json.name", status, keep, skipInvalid, PushProvider.GoogleAid),
        };

    private static Gen<Hook> Goal(Database database) =>
        from filter in Filters()
        from goal in Gen.Elements(Some.From("event_name"), Some.From("event_json.city"), Some.Text("purchase"))
        from value in Gen.Elements(null, null, Some.From("event_json.total"), Some.Text("1.50"))
        from match in Matches(database)
        from attached in Often(true, false)
        from whenMissing in Often(WhenMissing.Anonymous, WhenMissing.Skip, WhenMissing.Reject)
        from stitch in Often(true, false)
        select (Hook)Some.Goal("goal", filter, goal, value, attached ? new GoalAttachment(database, match, whenMissing, stitch) : null);

    private static IEnumerable<string> PathsOf(Hook hook)
    {
        IEnumerable<string> filter = hook.Filter is null ? [] : PathsOf(hook.Filter);
        return filter.Concat(hook switch
        {
            ImportProfileHook import => [import.Match.From.Text, .. import.Map.SelectMany(mapping => PathsOf(mapping.Source)), .. import.Subscriptions.Select(rule => rule.From.Text)],
            RegisterGoalHook goal => [.. PathsOf(goal.Goal), .. PathsOf(goal.Value), goal.Attach?.Match.From.Text ?? ""],
            _ => [],
        });
    }

    private static IEnumerable<string> PathsOf(Operand? operand) => operand is Operand.From from ? [from.Path.Text] : [];

    private static IEnumerable<string> PathsOf(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(PathsOf),
        Filter.Any any => any.Parts.SelectMany(PathsOf),
        Filter.Not not => PathsOf(not.Part),
        _ => [((Filter.Rule)filter).Field.Text],
    };
}
