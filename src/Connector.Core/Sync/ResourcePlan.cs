using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Profiles;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>
/// The hooks of one integration on one resource, compiled: columns have become slots, and all paths into one JSON column are found in one walk.
/// </summary>
/// <remarks>Immutable once built; what changes from record to record is in <see cref="RecordSelector"/>.</remarks>
public sealed class ResourcePlan
{
    private readonly List<string> _columns = [];
    private readonly List<JsonColumn> _jsonColumns = [];

    /// <param name="hook">Null: every hook on the resource; else that one alone.</param>
    public ResourcePlan(Integration integration, LogResource resource, TimeZoneInfo zone, string? hook = null)
    {
        Integration = integration;
        Resource = resource;
        Zone = zone;
        Hooks =
        [
            .. integration.Hooks
                .Where(one => one.Resource == resource && (hook is null || one.Name == hook))
                .Select(one => new HookPlan(one, this)),
        ];
        HookColumns = [.. _columns];
        foreach (string column in resource.Identity)
        {
            SlotOf(column);
        }

        IdentitySlots = [.. resource.Identity.Select(SlotOf)];
        DeviceKind = resource.IsMessage ? DeviceKind.Metrix : DeviceKind.AppMetrica;
        string device = resource.IsMessage ? "metrixUserId" : "appmetrica_device_id";
        DeviceSlot = resource.Has(device) ? SlotOf(device) : -1;
        string timestamp = resource.IsMessage ? "" : "_timestamp";
        (EventTimestampSlot, ReceiveTimestampSlot) = (TimeSlot(resource.EventTime, timestamp), TimeSlot(resource.ReceiveTime, timestamp));

        // A file may have only the local texts; an export is asked for the timestamps alone.
        ExportColumns = [.. _columns];
        (EventDatetimeSlot, ReceiveDatetimeSlot) = resource.IsMessage
            ? (-1, -1)
            : (TimeSlot(resource.EventTime, "_datetime"), TimeSlot(resource.ReceiveTime, "_datetime"));
        Schema = new RecordSchema([.. _columns]);
    }

    public Integration Integration { get; }

    public LogResource Resource { get; }

    public TimeZoneInfo Zone { get; }

    public ImmutableArray<HookPlan> Hooks { get; }

    /// <summary>The columns that the hooks name.</summary>
    public ImmutableArray<string> HookColumns { get; }

    /// <summary>Every column that is looked at when it is there.</summary>
    public RecordSchema Schema { get; }

    /// <summary>The columns an export is asked for: those the hooks use, the identity columns and the timestamps.</summary>
    public ImmutableArray<string> ExportColumns { get; }

    public IReadOnlyList<JsonColumn> JsonColumns => _jsonColumns;

    public ImmutableArray<int> IdentitySlots { get; }

    /// <summary>What a record's device is named by.</summary>
    public DeviceKind DeviceKind { get; }

    /// <summary>-1: the resource has no such column; so for the others.</summary>
    public int DeviceSlot { get; }

    public int EventTimestampSlot { get; }

    public int EventDatetimeSlot { get; }

    public int ReceiveTimestampSlot { get; }

    public int ReceiveDatetimeSlot { get; }

    internal int SlotOf(string column)
    {
        int slot = _columns.IndexOf(column);
        if (slot < 0)
        {
            slot = _columns.Count;
            _columns.Add(column);
        }

        return slot;
    }

    internal ValueSource SourceOf(FieldPath path)
    {
        int slot = SlotOf(path.Column);
        if (path.Steps.IsEmpty)
        {
            return new ValueSource(slot, -1, -1, null);
        }

        int json = _jsonColumns.FindIndex(column => column.Slot == slot);
        if (json < 0)
        {
            json = _jsonColumns.Count;
            _jsonColumns.Add(new JsonColumn(slot, path.Column + "_invalid", new JsonPathSet()));
        }

        return new ValueSource(slot, json, _jsonColumns[json].Paths.Add(path), null);
    }

    private int TimeSlot(string? prefix, string suffix) => prefix is null ? -1 : SlotOf(prefix + suffix);
}

/// <summary>A JSON column that some hook reads paths of.</summary>
/// <param name="InvalidWarning">The name under which records whose text is no JSON object are counted.</param>
public sealed record JsonColumn(int Slot, string InvalidWarning, JsonPathSet Paths);

/// <summary>Where a value is found: a column, a path in a JSON column, or the config itself.</summary>
/// <param name="Json">Index into <see cref="ResourcePlan.JsonColumns"/>, -1 for a plain column.</param>
/// <param name="Path">The path's number in that column.</param>
/// <param name="Constant">The config's own text; the rest does not count then.</param>
/// <param name="IsUnixTime">A Unix time that a date or time is wanted of.</param>
public readonly record struct ValueSource(int Slot, int Json, int Path, string? Constant, bool IsUnixTime = false);

/// <summary>One hook, compiled against its plan. The values it needs of a record are numbered; see <see cref="Sources"/>.</summary>
public sealed class HookPlan
{
    private readonly List<ValueSource> _sources = [];

    internal HookPlan(Hook hook, ResourcePlan plan)
    {
        Hook = hook;
        Plan = plan;
        Filter = CompiledFilter.Compile(hook.Filter, plan.SourceOf);
        switch (hook)
        {
            case ImportProfileHook import:
                Match = new MatchPlan(import.Database, import.Match, Add(import.Match.From));
                Mappings = [.. import.Map.Select(mapping => new MappingPlan(mapping, AddMapped(mapping)))];
                Subscriptions = [.. import.Subscriptions.Select(rule => new SubscriptionPlan(rule, Add(rule.From), OsName(rule)))];
                break;
            case RegisterGoalHook goal:
                GoalName = Add(goal.Goal);
                GoalValue = goal.Value is null ? -1 : Add(goal.Value);
                Match = goal.Attach is null ? null : new MatchPlan(goal.Attach.Database, goal.Attach.Match, Add(goal.Attach.Match.From));
                break;
        }
    }

    public Hook Hook { get; }

    public ResourcePlan Plan { get; }

    public CompiledFilter Filter { get; }

    /// <summary>What is taken from a record that passes the filter.</summary>
    public IReadOnlyList<ValueSource> Sources => _sources;

    /// <summary>How the profile is found; null: a goal without <c>attach</c>.</summary>
    public MatchPlan? Match { get; }

    public ImmutableArray<MappingPlan> Mappings { get; } = [];

    public ImmutableArray<SubscriptionPlan> Subscriptions { get; } = [];

    public int GoalName { get; } = -1;

    /// <summary>-1: the goal has no value.</summary>
    public int GoalValue { get; } = -1;

    private int OsName(SubscriptionRule rule) =>
        rule.Provider == PushProvider.AppMetricaDeviceId && Plan.Resource.Has("os_name") ? Add(FieldPath.ForColumn("os_name")) : -1;

    private int AddMapped(Mapping mapping) =>
        mapping is { Source: Operand.From { Path: { Steps.IsEmpty: true } path }, To.Type: FieldType.Date or FieldType.DateTime } && Plan.Resource.IsUnixTime(path.Column)
            ? Add(Plan.SourceOf(path) with { IsUnixTime = true })
            : Add(mapping.Source);

    private int Add(Operand operand) => operand switch
    {
        Operand.From from => Add(from.Path),
        Operand.Constant constant => Add(new ValueSource(-1, -1, -1, constant.Text)),
        _ => throw new ArgumentOutOfRangeException(nameof(operand)),
    };

    private int Add(FieldPath path) => Add(Plan.SourceOf(path));

    private int Add(ValueSource source)
    {
        int known = _sources.IndexOf(source);
        if (known < 0)
        {
            known = _sources.Count;
            _sources.Add(source);
        }

        return known;
    }
}

/// <summary>How a hook finds a profile.</summary>
/// <param name="Value">The number of the match value.</param>
public sealed record MatchPlan(Database Database, Match Match, int Value)
{
    /// <summary>The index of profiles that is asked.</summary>
    public KeySpace Space { get; } = Match.By switch
    {
        MatchBy.AppMetricaDeviceId => KeySpace.ForDevice(Database.Name),
        MatchBy.Custom => KeySpace.ForField(Database.Name, Match.Field!.Name),
        MatchBy.Identity => KeySpace.ForCustomUser(Database.Name),
        _ => KeySpace.ForField(Database.Name, "email"),
    };

    /// <summary>The second index of matching by <see cref="MatchBy.Email"/>.</summary>
    public KeySpace? SecondSpace { get; } = Match.By == MatchBy.Email ? KeySpace.ForSubscriptionEmail(Database.Name) : null;

    /// <summary>The field that a created profile gets the match value in; null for devices and identities.</summary>
    public Field? Field { get; } = Match.By switch
    {
        MatchBy.AppMetricaDeviceId or MatchBy.Identity => null,
        MatchBy.Custom => Match.Field,
        _ => Database.Find("email"),
    };
}

/// <param name="Value">The number of the mapped value.</param>
public sealed record MappingPlan(Mapping Mapping, int Value);

/// <param name="Address">The number of the address.</param>
/// <param name="OsName">The number of <c>os_name</c>; -1: not needed, or the resource has none.</param>
public sealed record SubscriptionPlan(SubscriptionRule Rule, int Address, int OsName);
