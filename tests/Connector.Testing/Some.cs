using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Records;

namespace Connector.Testing;

/// <summary>Believable things for tests; a test names only what it is about.</summary>
public static class Some
{
    public static readonly Database Customers = Database();

    public static Database Database(params Field[] own)
    {
        ImmutableArray<Field> defaults = DefaultFields.All.Select(field => own.FirstOrDefault(one => one.Name == field.Name) ?? field).ToImmutableArray();
        return new Database("customers", "Customers", "RU", [.. defaults, .. own.Where(field => !DefaultFields.All.Any(one => one.Name == field.Name))]);
    }

    public static FieldPath Path(string text, LogResource? resource = null) =>
        FieldPath.TryParse(text, resource ?? LogResource.Events, out FieldPath? path, out string? error) ? path! : throw new InvalidOperationException(error);

    public static Filter Event(string pattern) => Rule("event_name", new Condition.Like(pattern, Negated: false));

    public static Filter Rule(string field, params Condition[] conditions) => new Filter.Rule(Path(field), [.. conditions], CaseSensitive: false);

    public static Operand From(string path) => new Operand.From(Path(path));

    public static Operand Text(string text) => new Operand.Constant(text);

    public static Match By(MatchBy by, string from, Field? field = null, OnAmbiguous onAmbiguous = OnAmbiguous.Reject) =>
        new(by, Path(from), field, onAmbiguous);

    public static Match ByEmail => By(MatchBy.EmailProfile, "event_json.email");

    public static Match ByDevice => By(MatchBy.AppMetricaDeviceId, "appmetrica_device_id");

    public static Mapping Map(string from, string to, Database? database = null, bool ignoreEmpty = false, bool onlyIfEmpty = false) =>
        new(From(from), (database ?? Customers).Find(to)!, ignoreEmpty, onlyIfEmpty);

    public static ImportProfileHook Import(
        string name = "import",
        Filter? filter = null,
        Database? database = null,
        ImportMode mode = ImportMode.AddAndUpdate,
        Match? match = null,
        Mapping[]? map = null,
        SubscriptionRule[]? subscriptions = null) =>
        new(name, LogResource.Events, filter, database ?? Customers, mode, match ?? ByEmail, [.. map ?? []], [.. subscriptions ?? []]);

    public static RegisterGoalHook Goal(string name = "goal", Filter? filter = null, Operand? goal = null, Operand? value = null, GoalAttachment? attach = null) =>
        new(name, LogResource.Events, filter, "app", goal ?? From("event_name"), value, attach);

    public static SubscriptionRule Subscription(
        Channel channel = Channel.Email,
        string from = "event_json.email",
        SubscriptionStatus status = SubscriptionStatus.Subscribed,
        bool keep = false,
        bool skipInvalid = false,
        PushProvider? provider = null) =>
        new("newsletter", channel, provider, Path(from), status, keep, skipInvalid);

    public static Integration Integration(params Hook[] hooks) => new(
        "shop-app",
        "Shop app",
        Active: true,
        new AppMetricaSource(
            1111, "token", AppMetricaSource.DefaultBaseUrl, "Europe/Moscow", ExportFormat.Json, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), SkipUnavailableShards: false),
        new SyncSchedule(null, null, null, null, TimeSpan.FromMinutes(15), TimeSpan.FromHours(2), TimeSpan.FromDays(1)),
        [.. hooks],
        []);

    public static ConnectorCatalog Catalog(Integration integration)
    {
        IEnumerable<Database> databases = integration.Hooks
            .Select(hook => hook is ImportProfileHook import ? import.Database : ((RegisterGoalHook)hook).Attach?.Database)
            .OfType<Database>()
            .DistinctBy(database => database.Name);
        return new ConnectorCatalog(
            databases.ToImmutableDictionary(database => database.Name),
            ImmutableDictionary<string, SubscriptionResource>.Empty.Add("newsletter", new SubscriptionResource("newsletter", "Newsletter", ["customers"], [Channel.Email, Channel.Sms, Channel.Push])),
            ImmutableDictionary<string, Pixel>.Empty.Add("app", new Pixel("app", "App")),
            ImmutableDictionary<string, Integration>.Empty.Add(integration.Name, integration));
    }

    /// <summary>One record of the resource <c>events</c> as a JSON object.</summary>
    /// <param name="at">Seconds after noon of 1 November 2026, UTC; received a second later unless said otherwise.</param>
    public static string Record(string name, string json = "", string? device = "101", int at = 0, int? receivedAt = null, string os = "ios", string? user = null)
    {
        long noon = DateTimeOffset.Parse("2026-11-01T12:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("event_name", name);
            writer.WriteString("event_json", json);
            writer.WriteString("event_timestamp", (noon + at).ToString(CultureInfo.InvariantCulture));
            writer.WriteString("event_receive_timestamp", (noon + (receivedAt ?? at + 1)).ToString(CultureInfo.InvariantCulture));
            writer.WriteString("appmetrica_device_id", device);
            writer.WriteString("os_name", os);
            writer.WriteString("profile_id", user);
            writer.WriteString("installation_id", "00000000000000000000000000000abc");
            writer.WriteString("session_id", "10000000012");
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
