using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Connector.Core.Filtering;
using Connector.Core.Records;

namespace Connector.Core.Catalog;

/// <summary>Everything the config folder says, checked: every name that is used exists.</summary>
public sealed record ConnectorCatalog(
    IReadOnlyDictionary<string, Database> Databases,
    IReadOnlyDictionary<string, SubscriptionResource> Resources,
    IReadOnlyDictionary<string, Pixel> Pixels,
    IReadOnlyDictionary<string, Integration> Integrations)
{
    public IReadOnlyDictionary<string, Destination> Destinations { get; init; } = ReadOnlyDictionary<string, Destination>.Empty;

    /// <summary>Puts the <c>${..}</c> as it was written in place of what was put in for it: for texts that people see.</summary>
    public Func<string, string> Hide { get; init; } = static text => text;
}

/// <summary>One application, its credentials, schedule and hooks: one file of <c>config/integrations</c>.</summary>
/// <param name="Hooks">In file order, which is the order in which they apply to each record.</param>
/// <param name="Tests">Examples that <c>connector test</c> runs.</param>
public sealed record Integration(
    string Name,
    string Title,
    bool Active,
    RecordSource Source,
    SyncSchedule Schedule,
    ImmutableArray<Hook> Hooks,
    ImmutableArray<HookTest> Tests)
{
    /// <summary>The resources that hooks read, in the order in which hooks first name them.</summary>
    public IEnumerable<LogResource> Resources => Hooks.Select(hook => hook.Resource).Distinct();

    /// <summary>The source of an integration that is read on a schedule; only for those whose <see cref="IsRead"/>.</summary>
    public AppMetricaSource AppMetrica => (AppMetricaSource)Source;

    /// <summary>Somebody has to go and read the source; else its messages come by themselves.</summary>
    public bool IsRead => Source is AppMetricaSource;
}

/// <summary>Where records come from.</summary>
/// <param name="TimeZone">The IANA zone of its local times; null: not said.</param>
public abstract record RecordSource(string? TimeZone);

/// <summary>Messages in Metrix's format, sent to this service.</summary>
/// <param name="ApplicationId">What senders name themselves by.</param>
/// <param name="ApiKey">A secret. Never logged, never printed.</param>
/// <param name="Rate">Requests a second that are taken; null: as many as come.</param>
/// <param name="LargestBody">Bytes of a request.</param>
public sealed record MetrixSource(string ApplicationId, string ApiKey, int? Rate, int LargestBody, string? TimeZone) : RecordSource(TimeZone)
{
    public const int DefaultLargestBody = 1 << 20;

    /// <summary>Without the key, so that a record printed by mistake gives nothing away.</summary>
    public override string ToString() => $"Metrix application {ApplicationId}";
}

/// <summary>An application whose exports are read from the Logs API.</summary>
/// <param name="Token">A secret. Never logged, never printed.</param>
/// <param name="TimeZone">The application's IANA zone; null: ask the Management API.</param>
/// <param name="PollPause">Wait before the first poll of an export; grows to four times that, with jitter.</param>
/// <param name="RetryPause">Wait before the first repeat of a failed request; doubles, with jitter.</param>
public sealed record AppMetricaSource(
    long ApplicationId,
    string Token,
    Uri BaseUrl,
    string? TimeZone,
    ExportFormat Format,
    TimeSpan PollPause,
    TimeSpan RetryPause,
    bool SkipUnavailableShards) : RecordSource(TimeZone)
{
    public static readonly Uri DefaultBaseUrl = new("https://api.appmetrica.yandex.com");

    /// <summary>Without the token, so that a record printed by mistake gives nothing away.</summary>
    public override string ToString() => $"AppMetrica application {ApplicationId} at {BaseUrl}";
}

public enum ExportFormat
{
    Json,
    Csv,
    JsonLines,
}

/// <summary>When an integration is read, and which windows of receive time it reads.</summary>
/// <param name="Cron">Quartz cron expression; exactly one of <paramref name="Cron"/> and <paramref name="Every"/> is set, or neither: only by hand.</param>
/// <param name="Start">First receive time to read when nothing was read yet; null: the moment of the first sync.</param>
/// <param name="Lag">A window ends at least this long ago.</param>
/// <param name="Lookback">How far before the cursor each sync reads again.</param>
/// <param name="MaxWindow">The longest window one export asks for.</param>
public sealed record SyncSchedule(
    string? Cron,
    TimeSpan? Every,
    string? TimeZone,
    DateTimeOffset? Start,
    TimeSpan Lag,
    TimeSpan Lookback,
    TimeSpan MaxWindow);

/// <summary>For one resource: a filter and one action.</summary>
/// <param name="Filter">Null: every record.</param>
public abstract record Hook(string Name, LogResource Resource, Filter? Filter);

/// <summary>The action <c>import_profile</c>.</summary>
public sealed record ImportProfileHook(
    string Name,
    LogResource Resource,
    Filter? Filter,
    Database Database,
    ImportMode Mode,
    Match Match,
    ImmutableArray<Mapping> Map,
    ImmutableArray<SubscriptionRule> Subscriptions) : Hook(Name, Resource, Filter);

/// <summary>The action <c>register_goal</c>.</summary>
/// <param name="Value">Null: a goal without a value.</param>
/// <param name="Attach">Null: the goal is anonymous.</param>
public sealed record RegisterGoalHook(
    string Name,
    LogResource Resource,
    Filter? Filter,
    string Pixel,
    Operand Goal,
    Operand? Value,
    GoalAttachment? Attach) : Hook(Name, Resource, Filter);

public enum ImportMode
{
    AddAndUpdate,
    AddOnly,
    UpdateOnly,
}

/// <summary>Where a value comes from: the record, or the config itself.</summary>
public abstract record Operand
{
    private Operand()
    {
    }

    public sealed record From(FieldPath Path) : Operand;

    public sealed record Constant(string Text) : Operand;
}

/// <summary>How a record finds its profile.</summary>
/// <param name="From">The value; for <see cref="MatchBy.Identity"/> the user's id.</param>
/// <param name="Field">The matchable field of <see cref="MatchBy.Custom"/>; null for the other kinds.</param>
public sealed record Match(MatchBy By, FieldPath From, Field? Field, OnAmbiguous OnAmbiguous);

public enum MatchBy
{
    EmailProfile,
    Email,
    AppMetricaDeviceId,
    Custom,

    /// <summary>The user's id, the device, or both (contract 6).</summary>
    Identity,
}

public enum OnAmbiguous
{
    Reject,
    Oldest,
    Newest,
}

/// <summary>One column mapping.</summary>
public sealed record Mapping(Operand Source, Field To, bool IgnoreEmpty, bool OnlyIfEmpty);

/// <summary>One automatic subscription of an import hook.</summary>
/// <param name="Provider">For <see cref="Channel.Push"/> alone.</param>
/// <param name="From">The address.</param>
/// <param name="KeepExisting"><c>statusWhenExists: keep</c>.</param>
public sealed record SubscriptionRule(
    string Resource,
    Channel Channel,
    PushProvider? Provider,
    FieldPath From,
    SubscriptionStatus Status,
    bool KeepExisting,
    bool SkipInvalid);

public enum PushProvider
{
    AppMetricaDeviceId,
    IosIfa,
    GoogleAid,
}

/// <summary>Altcraft's statuses. An import sets the first four alone and never changes the last three.</summary>
public enum SubscriptionStatus
{
    Subscribed,
    Unconfirmed,
    Suspended,
    Unsubscribed,
    Complained,
    HardBounced,
    Invalid,
}

/// <summary>The profile a goal is put on.</summary>
public sealed record GoalAttachment(Database Database, Match Match, WhenMissing WhenMissing, bool Stitch);

public enum WhenMissing
{
    Anonymous,
    Skip,
    Reject,
}

/// <summary>One example of a <c>tests</c> block. Records and expectations are compact JSON texts.</summary>
/// <param name="Given">Records imported before, in order; each a JSON object.</param>
/// <param name="Record">The record under test, a JSON object.</param>
/// <param name="Expect">A JSON object with any members of a <c>preview</c> line; only what it names is compared.</param>
/// <param name="Line">Where the test begins in its file, from 1.</param>
public sealed record HookTest(string Name, LogResource Resource, ImmutableArray<string> Given, string Record, string Expect, int Line);
