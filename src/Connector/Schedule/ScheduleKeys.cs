using Quartz;

namespace Connector.Schedule;

/// <summary>What things are called in the scheduler's file. A name that is stored there keeps its meaning over releases.</summary>
/// <remarks>
/// One job an integration, which runs once at a time; what it is to do stands in the trigger that fires it. Schedule and backfills are
/// one trigger group, so that they are paused together; wishes of people are another.
/// </remarks>
internal static class ScheduleKeys
{
    public const string Scheduler = "connector";
    public const string JobGroup = "integration";
    public const string WishGroup = "wish";

    private const string GroupPrefix = "integration ";
    private const string BackfillPrefix = "backfill ";

    public static readonly JobKey Housekeeping = new("housekeeping", "service");

    public static readonly TriggerKey Nightly = new("nightly", "service");

    public static JobKey Job(string integration) => new(integration, JobGroup);

    public static string Group(string integration) => GroupPrefix + integration;

    /// <returns>Null: the group is of no integration.</returns>
    public static string? IntegrationOf(string group) => group.StartsWith(GroupPrefix, StringComparison.Ordinal) ? group[GroupPrefix.Length..] : null;

    public static TriggerKey Schedule(string integration) => new("schedule", Group(integration));

    public static TriggerKey Backfill(string integration, long run) => new(BackfillPrefix + run, Group(integration));

    /// <summary>One an integration: a second wish to sync now is the same wish.</summary>
    public static TriggerKey Wish(string integration) => new(integration, WishGroup);

    public static bool IsBackfill(TriggerKey key) => key.Name.StartsWith(BackfillPrefix, StringComparison.Ordinal);
}
