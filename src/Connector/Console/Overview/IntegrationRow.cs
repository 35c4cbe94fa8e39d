using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Service;

namespace Connector.Pages;

/// <summary>An integration at a glance.</summary>
/// <param name="Lag">How long ago what was read last was received, of the resource that is furthest behind; null: nothing was read.</param>
/// <param name="Rejects">Records that wait to be looked at.</param>
public sealed record IntegrationRow(
    Integration Integration,
    Standing Standing,
    RunState? LastRun,
    TimeSpan? Lag,
    DateTimeOffset? NextFire,
    long? Running,
    string? PausedBy,
    DateTimeOffset? PausedSince,
    DayCounts Day,
    long Rejects)
{
    public string Name => Integration.Name;

    internal static IntegrationRow Of(IntegrationState state, DayCounts day, DateTimeOffset now)
    {
        TimeSpan? lag = state.Status.Cursors.Count == 0
            ? null
            : now - DateTimeOffset.FromUnixTimeMilliseconds(state.Status.Cursors.Min(cursor => cursor.To));
        return new IntegrationRow(
            state.Schedule.Integration,
            StandingOf(state, lag, now),
            state.Status.LastRun,
            lag,
            state.Schedule.NextFire,
            state.Schedule.RunningRun,
            state.Schedule.Pause?.By,
            state.Schedule.Pause?.Since,
            day,
            state.Status.Rejects.Sum(reject => reject.Count));
    }

    private static Standing StandingOf(IntegrationState state, TimeSpan? lag, DateTimeOffset now)
    {
        SyncSchedule schedule = state.Schedule.Integration.Schedule;
        bool failed = state.Status.LastRun?.Status == RunStatus.Failed;
        return state.Schedule.IsPaused ? Standing.Paused
            : failed ? Standing.Failed
            : !state.Schedule.Active ? Standing.Off
            : !state.Schedule.Integration.IsRead ? Standing.Open
            : lag is null ? Standing.Unread
            : UsualLag.Of(schedule, now) is not { } usual ? Standing.ByHand
            : lag > usual ? Standing.Late
            : Standing.Current;
    }
}

/// <summary>How an integration stands, in one word.</summary>
public enum Standing
{
    /// <summary>All that is due was read.</summary>
    Current,

    /// <summary>Its schedule has not begun to read.</summary>
    Unread,

    /// <summary>Messages that are sent to it are taken.</summary>
    Open,

    /// <summary>It has no schedule.</summary>
    ByHand,

    /// <summary>Its file switches it off.</summary>
    Off,

    /// <summary>It is further behind than its schedule explains.</summary>
    Late,

    /// <summary>A person paused it.</summary>
    Paused,

    /// <summary>Its last run failed.</summary>
    Failed,
}
