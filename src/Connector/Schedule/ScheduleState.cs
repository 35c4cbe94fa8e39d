using Connector.Core.Catalog;

namespace Connector.Schedule;

/// <summary>Where an integration stands in the schedule.</summary>
/// <param name="Active">Its file says so; an inactive one is read only when a person asks.</param>
/// <param name="Pause">Null: it is not paused. A paused one is read only when a person asks, and its backfills wait.</param>
/// <param name="RunningRun">The run that is being read now, by this service; null: none.</param>
/// <param name="Waiting">Runs that wait for their turn, oldest first: asked for by a person, or backfills between two slices.</param>
/// <param name="NextFire">When the schedule reads it next; null: it is paused, inactive or read only by hand.</param>
internal sealed record ScheduleState(
    Integration Integration,
    bool Active,
    SchedulePause? Pause,
    long? RunningRun,
    IReadOnlyList<long> Waiting,
    DateTimeOffset? NextFire)
{
    public string Name => Integration.Name;

    public bool IsPaused => Pause is not null;
}

/// <param name="By">Who asked: a token's name.</param>
internal sealed record SchedulePause(string? By, DateTimeOffset? Since);

/// <summary>What became of the wish to sync now, or to read a range again.</summary>
/// <param name="Started">False: such a run runs or waits already, and <paramref name="Run"/> is that one.</param>
internal readonly record struct SyncStart(bool Started, long Run);

/// <summary>One firing of an integration's job, as the scheduler remembers it: a sync, or one slice of a backfill.</summary>
/// <param name="Result"><c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>skipped</c>: a slice that let a sync go first.</param>
/// <param name="Summary">One line about it; no personal data.</param>
internal sealed record ScheduleExecution(DateTimeOffset FiredAt, TimeSpan Duration, string Kind, long? Run, string Result, string? Summary);
