using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Tests.Sync;

/// <summary>Counting a window that another process did not come to the end of.</summary>
public sealed class RunTrackerTests
{
    private static readonly RunState Run = new(7, "shop", "backfill", RunStatus.Running, 0, null, RunCounts.Zero with { Records = 1000 }, null);
    private static readonly RunCounts Before = RunCounts.Zero with { Records = 5, Matched = 5, Created = 2, Goals = 1, Unchanged = 1, Rejected = 1 };

    [Fact]
    public void A_window_that_is_taken_up_counts_each_record_once()
    {
        var tracker = new RunTracker(Run, null, new BackfillWindow(7, 3, "events", null, Before, IsPartRead: false));
        tracker.WindowStarted(LogResource.Events, null);
        tracker.Add(RunCounts.Zero with { Records = 8, Matched = 8, Created = 3, Unchanged = 4, Rejected = 1 });
        Assert.Equal((3L, 0L), (tracker.Window!.FoundUnchanged, tracker.Window.UnchangedBefore));
        tracker.WindowDone(LogResource.Events);

        Assert.Equal(0, tracker.Window.FoundUnchanged);
        Assert.Equal(RunCounts.Zero with { Records = 8, Matched = 8, Created = 5, Goals = 1, Unchanged = 1, Rejected = 1 }, tracker.Counts);
    }

    [Fact]
    public void What_was_read_to_its_end_stays_counted()
    {
        var tracker = new RunTracker(Run, null, new BackfillWindow(7, 3, "events", null, Before, IsPartRead: true));
        tracker.WindowStarted(LogResource.Events, null);
        tracker.Add(RunCounts.Zero with { Records = 2, Matched = 2, Created = 2 });
        tracker.WindowDone(LogResource.Events);

        Assert.Equal(Before + (RunCounts.Zero with { Records = 2, Matched = 2, Created = 2 }), tracker.Counts);
    }
}
