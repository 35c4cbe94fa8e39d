using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>The windows of backfills that several processes read together. Each is one process's while that reads it, and free again when that is gone.</summary>
public interface IBackfillWindows
{
    /// <summary>Puts down what a run is to read, in time order. A run that has windows keeps those.</summary>
    ValueTask PlanAsync(long run, IReadOnlyList<(LogResource Resource, ReceiveWindow? Window)> windows, CancellationToken cancellationToken);

    /// <summary>Takes the earliest window that nobody reads.</summary>
    /// <param name="inOrder">None is taken while another is read.</param>
    /// <returns>Null: none is to be had, or the run does not stand as running.</returns>
    ValueTask<BackfillWindow?> TakeAsync(long run, bool inOrder, CancellationToken cancellationToken);

    /// <summary>Whether the window is still this process's, and its run goes on.</summary>
    ValueTask<bool> HoldsAsync(BackfillWindow window, CancellationToken cancellationToken);

    /// <summary>This process reads it no more. One that was not read to its end is free again.</summary>
    ValueTask LeaveAsync(BackfillWindow window);

    /// <param name="besides">A window whose counters and progress are left out; null: none.</param>
    ValueTask<BackfillStanding> GetStandingAsync(long run, BackfillWindow? besides, CancellationToken cancellationToken);

    /// <summary>Backfills that run and have a window for this process to take.</summary>
    ValueTask<IReadOnlyList<RunState>> ListOpenAsync(CancellationToken cancellationToken);
}

/// <summary>A window that this process has taken.</summary>
/// <param name="Number">Its place in time order.</param>
/// <param name="Window">What is left of it; null for a resource without dates.</param>
/// <param name="Counts">What others counted in it who did not come to its end.</param>
/// <param name="IsPartRead">An earlier part of it was read to its end: the counters begin with that.</param>
public sealed record BackfillWindow(long Run, int Number, string Resource, ReceiveWindow? Window, RunCounts Counts, bool IsPartRead)
{
    /// <summary>Of what is counted as unchanged, so much is what others changed in it: it is taken off when the window, or a part of it, has been read to its end.</summary>
    public long FoundUnchanged { get; init; }

    /// <summary>What was unchanged in earlier parts of it: there is not less at the end.</summary>
    public long UnchangedBefore { get; init; }
}

/// <summary>How a shared backfill stands.</summary>
/// <param name="Left">How many windows are not read to their end.</param>
/// <param name="Done">How much receive time was read, of all resources together.</param>
/// <param name="Whole">How much there is.</param>
/// <param name="Counts">The sum over the windows.</param>
public sealed record BackfillStanding(int Left, TimeSpan Done, TimeSpan Whole, RunCounts Counts);

/// <summary>A process that reads, or has read, windows of a backfill.</summary>
/// <param name="Name">The machine's, and the number of the process there.</param>
/// <param name="Done">How many windows it has read to their end.</param>
/// <param name="Reading">What it reads now; null: nothing.</param>
public sealed record BackfillReader(string Name, int Done, WindowInHand? Reading);

/// <param name="Window">Null for a resource without dates.</param>
public sealed record WindowInHand(string Resource, ReceiveWindow? Window);
