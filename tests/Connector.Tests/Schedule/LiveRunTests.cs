using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Schedule;

namespace Connector.Tests.Schedule;

public sealed class LiveRunTests
{
    private static readonly RunState Run = new(7, "shop", "backfill", RunStatus.Running, 0, null, RunCounts.Zero, null);

    private readonly List<(int Percent, string? What)> _reported = [];
    private readonly LiveRun _run = new("shop", "backfill", _ => { }, _ => { });

    [Fact]
    public void The_share_grows_by_windows_and_within_a_download_and_never_by_one_that_is_read_again()
    {
        Assert.Null(_run.Now);
        Assert.True(_run.Enter("firing", (percent, what) => _reported.Add((percent, what))));
        _run.Started(Run);
        _run.Planned(TimeSpan.FromHours(24), TimeSpan.FromHours(96));
        Assert.Equal(0.25, _run.Now!.Share);

        _run.WindowStarted(LogResource.Events, Window(24));
        _run.ExportMoved(LogResource.Events, new ExportProgress(ExportStage.Preparing, 90, 0, null));
        Assert.Equal(0.25, _run.Now.Share);
        _run.ExportMoved(LogResource.Events, new ExportProgress(ExportStage.Downloading, null, 50, 100));
        Assert.Equal(0.375, _run.Now.Share);

        // Too large: read in halves instead.
        _run.WindowStarted(LogResource.Events, Window(12));
        _run.WindowDone(LogResource.Events);
        _run.WindowStarted(LogResource.Events, Window(12));
        _run.WindowDone(LogResource.Events);
        Assert.Equal(0.5, _run.Now.Share);

        _run.WindowStarted(LogResource.All.First(resource => !resource.TakesDates), null);
        _run.WindowDone(LogResource.Events);
        Assert.Equal(0.5, _run.Now.Share);
        _run.Ended(Run with { Status = RunStatus.Done });
        Assert.Equal((1.0, "done"), (_run.Now.Share!.Value, _run.Now.Status));
        Assert.Equal([25, 37, 50, 100], _reported.Select(report => report.Percent).Distinct().Order());
    }

    [Fact]
    public async Task Whoever_comes_late_sees_how_it_stands_and_its_end()
    {
        _run.Started(Run);
        _run.Notice("first");
        var early = _run.Watch();
        _run.Notice("second");
        Assert.Equal("second", (await early.ReadAsync()).Notice);
        _run.Ended(Run with { Status = RunStatus.Failed, Error = "why" });
        _run.Close();
        Assert.Equal(("failed", "why"), ((await early.ReadAsync()) is var last ? (last.Status, last.Error) : default));
        Assert.False(await early.WaitToReadAsync());

        var late = _run.Watch();
        Assert.True((await late.ReadAsync()).IsOver);
        Assert.False(await late.WaitToReadAsync());
    }

    [Fact]
    public void Cancelled_while_it_waits_it_is_not_entered_any_more()
    {
        _run.Queued(Run with { Status = RunStatus.Queued });
        Assert.True(_run.Enter("one", (_, _) => { }));
        Assert.Equal("one", _run.Firing);
        _run.Leave();
        Assert.Null(_run.Cancel());
        Assert.True(_run.IsCancelled);
        Assert.False(_run.Enter("two", (_, _) => { }));
    }

    [Fact]
    public void Cancelled_while_it_is_executed_it_names_the_firing()
    {
        _run.Started(Run);
        _run.Enter("one", (_, _) => { });
        Assert.Equal("one", _run.Cancel());
        Assert.True(_run.IsCancelled);
    }

    private static ReceiveWindow Window(int hours) => new(ServiceLab.Moscow(3), ServiceLab.Moscow(3) + TimeSpan.FromHours(hours));
}
