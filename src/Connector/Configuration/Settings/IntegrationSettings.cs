using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

/// <summary>A file of <c>config/integrations</c>.</summary>
internal static class IntegrationSettings
{
    public static readonly Setting<string> Title = new("title", new TextShape(), "How people call the integration.")
    {
        DefaultWords = "the file's name",
        Example = "\"Shop app\"",
    };

    public static readonly Setting<bool> Active = new("active", new FlagShape(), "Whether the schedule runs. An inactive integration is read only by hand.")
    {
        Default = "true",
        Example = "false",
    };

    public static readonly Setting<Section> Source = new("source", new BlockShape(() => SourceSettings.Block), "The AppMetrica application that is read, or the Metrix application whose messages are taken.")
    {
        Required = true,
        Example = "{ \"applicationId\": 1111, \"token\": \"${env:APPMETRICA_TOKEN}\" }",
    };

    public static readonly Setting<Section> Schedule = new("schedule", new BlockShape(() => ScheduleSettings.Block), "When it is read, and which times are asked for.")
    {
        DefaultWords = "read only by hand",
        Example = "{ \"every\": \"00:10:00\" }",
    };

    public static readonly Setting<ImmutableArray<Entry<Section>>> Hooks = new(
        "hooks", new ListShape<Section>(new BlockShape(() => HookSettings.Block)), "What is done with the records. Every hook looks at every record of its resource, in the order of the file.")
    {
        DefaultWords = "none",
    };

    public static readonly Setting<ImmutableArray<Entry<Section>>> Tests = new(
        "tests", new ListShape<Section>(new BlockShape(() => TestSettings.Block)), "Examples that `connector test` checks, without network or store.")
    {
        DefaultWords = "none",
    };

    public static readonly Block Block = new(
        "an integration",
        "One file of `integrations/`: one AppMetrica application, when it is read, and what is done with its records.",
        [Title, Active, Source, Schedule, Hooks, Tests]);
}

internal enum SourceType
{
    AppMetrica,
    Metrix,
}

/// <summary>An integration's <c>source</c>.</summary>
internal static class SourceSettings
{
    /// <summary>A request is held in memory, as often as senders send at once.</summary>
    private const int LargestOfAll = 64 << 20;

    private static readonly Case AppMetrica = new("type", "appmetrica");
    private static readonly Case Metrix = new("type", "metrix_s2s");

    public static readonly Setting<SourceType> Type = new(
        "type",
        new ChoiceShape<SourceType>(("appmetrica", SourceType.AppMetrica), ("metrix_s2s", SourceType.Metrix)),
        "Where the records come from: exports of AppMetrica that are read, or messages in Metrix's format that are sent to the service.")
    {
        Default = "appmetrica",
        Example = "\"appmetrica\"",
    };

    public static readonly Setting<string> ApplicationId = new(
        "applicationId", new ApplicationIdShape(), "The application's id: a number in AppMetrica (Settings, General), in Metrix the text that senders put into X-Application-Id.")
    {
        Required = true,
        Example = "1111",
        StandIn = "1",
    };

    public static readonly Setting<string> Token = new("token", new TextShape(), "The OAuth token of an account that may view the application. A secret: never write it here itself.")
    {
        RequiredWhen = AppMetrica,
        OnlyWhen = AppMetrica,
        Secret = true,
        Example = "\"${env:APPMETRICA_TOKEN}\"",
    };

    public static readonly Setting<string> ApiKey = new("apiKey", new TextShape(), "What senders put into X-API-Key. A secret: never write it here itself.")
    {
        RequiredWhen = Metrix,
        OnlyWhen = Metrix,
        Secret = true,
        Example = "\"${env:METRIX_API_KEY}\"",
    };

    public static readonly Setting<int> Rate = new("rate", new CountShape(1_000_000), "How many requests a second are taken. What is more is told to come later.")
    {
        OnlyWhen = Metrix,
        DefaultWords = "as many as come",
        Example = "500",
    };

    public static readonly Setting<int> LargestBody = new("largestBody", new CountShape(LargestOfAll), "How many bytes a request may have.")
    {
        OnlyWhen = Metrix,
        Default = "1048576",
        Example = "65536",
    };

    public static readonly Setting<Uri> BaseUrl = new("baseUrl", new UrlShape(), "The address of the AppMetrica API.")
    {
        OnlyWhen = AppMetrica,
        Default = AppMetricaSource.DefaultBaseUrl.OriginalString,
        Example = "\"https://api.appmetrica.yandex.com\"",
    };

    public static readonly Setting<TimeZoneInfo> TimeZone = new("timeZone", new TimeZoneShape(), "The application's time zone: in AppMetrica, or the one in which birthdays and times without a zone in messages are read.")
    {
        DefaultWords = "asked from AppMetrica; UTC for messages",
        Example = "\"Europe/Moscow\"",
    };

    public static readonly Setting<ExportFormat> Format = new(
        "format", new ChoiceShape<ExportFormat>(("json", ExportFormat.Json), ("csv", ExportFormat.Csv)), "In which form exports are downloaded. The result is the same.")
    {
        OnlyWhen = AppMetrica,
        Default = "json",
        Example = "\"csv\"",
    };

    public static readonly Setting<TimeSpan> PollPause = new(
        "pollPause", new DurationShape("00:00:00", "1.00:00:00"), "The wait before AppMetrica is asked for the first time whether an export is ready. It grows to four times that.")
    {
        OnlyWhen = AppMetrica,
        Default = "00:00:15",
        Example = "\"00:00:15\"",
    };

    public static readonly Setting<TimeSpan> RetryPause = new(
        "retryPause", new DurationShape("00:00:00", "1.00:00:00"), "The wait before a failed request is repeated for the first time. It doubles each time.")
    {
        OnlyWhen = AppMetrica,
        Default = "00:00:05",
        Example = "\"00:00:05\"",
    };

    public static readonly Setting<bool> SkipUnavailableShards = new(
        "skipUnavailableShards", new FlagShape(), "Read even while a part of AppMetrica's storage is down; up to a hundredth of the records may be missing then.")
    {
        OnlyWhen = AppMetrica,
        Default = "false",
        Example = "true",
    };

    public static readonly Block Block = new(
        "a source",
        "`source` in an integration.",
        [Type, ApplicationId, Token, BaseUrl, TimeZone, Format, PollPause, RetryPause, SkipUnavailableShards, ApiKey, Rate, LargestBody]);
}

/// <summary>An integration's <c>schedule</c>.</summary>
internal static class ScheduleSettings
{
    public static readonly Setting<string> Cron = new(
        "cron", new CronShape(), "When it runs, as a Quartz cron expression: seconds, minutes, hours, day of month, month, day of week.")
    {
        DefaultWords = "none",
        Example = "\"0 0/10 * * * ?\"",
    };

    public static readonly Setting<TimeSpan> Every = new("every", new DurationShape("00:00:00.001", "366.00:00:00"), "Instead of `cron`: the time between two runs.")
    {
        DefaultWords = "none",
        Example = "\"00:10:00\"",
    };

    public static readonly Setting<TimeZoneInfo> TimeZone = new("timeZone", new TimeZoneShape(), "The time zone of `cron` and `start`.")
    {
        DefaultWords = "the source's, else UTC",
        Example = "\"Europe/Moscow\"",
    };

    public static readonly Setting<StartMoment> Start = new("start", new StartShape(), "The first receive time that is read when nothing was read yet.")
    {
        DefaultWords = "the first run",
        Example = "\"2026-11-01\"",
    };

    public static readonly Setting<TimeSpan> Lag = new("lag", new DurationShape("00:00:00", "3660.00:00:00"), "How long ago a record must have been received to be read: records of the last minutes are still being sorted at AppMetrica.")
    {
        Default = "00:15:00",
        Example = "\"00:15:00\"",
    };

    public static readonly Setting<TimeSpan> Lookback = new("lookback", new DurationShape("00:00:00", "3660.00:00:00"), "How far back each run reads again, to find late records. Reading twice changes nothing.")
    {
        Default = "02:00:00",
        Example = "\"02:00:00\"",
    };

    public static readonly Setting<TimeSpan> MaxWindow = new("maxWindow", new DurationShape("00:01:00", "3660.00:00:00"), "The longest time one export asks for. Make it shorter when exports are too large.")
    {
        Default = "1.00:00:00",
        Example = "\"1.00:00:00\"",
    };

    public static readonly Block Block = new("a schedule", "`schedule` in an integration.", [Cron, Every, TimeZone, Start, Lag, Lookback, MaxWindow])
    {
        OneOf = [new OneOf(["cron", "every"], Needed: false)],
    };
}
