using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Output.Progress;
using Connector.Testing;

namespace Connector.Tests.Output;

public sealed class ProgressTests
{
    private static readonly DateTimeOffset First = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(First);

    [Fact]
    public void A_meter_says_where_an_export_stands()
    {
        var meter = new RunMeter("shop-app", _time);
        meter.Start(LogResource.Events, new ReceiveWindow(First, First.AddDays(1)));
        Assert.Equal(("starting", null), Stage(meter));
        meter.Move(new ExportProgress(ExportStage.Queueing, null, 0, null));
        Assert.Equal(("waiting in the queue", null), Stage(meter));
        meter.Move(new ExportProgress(ExportStage.Preparing, 40, 0, null));
        Assert.Equal(("the file is being made, 40 %", 40.0), Stage(meter));

        meter.Move(new ExportProgress(ExportStage.Downloading, null, 0, 10_000_000));
        _time.Advance(TimeSpan.FromSeconds(10));
        meter.Move(new ExportProgress(ExportStage.Downloading, null, 2_500_000, 10_000_000));
        meter.Store(RunCounts.Zero with { Records = 12_340 });
        Assert.Equal(("2.5 of 10.0 MB, about 30 s left", 25.0), Stage(meter));
        Assert.Equal("12 340 records, 1 234 a second", meter.Read().Counts);
        Assert.Equal("shop-app: events from 2026-11-01 00:00 to 2026-11-02 00:00 UTC", meter.Read().What);
    }

    [Fact]
    public async Task Without_a_terminal_a_line_comes_every_few_seconds_and_notices_at_once()
    {
        using var error = new StringWriter();
        var display = new PlainDisplay(new Messages(error, isQuiet: false), _time);
        await display.ShowAsync("shop-app", run =>
        {
            run.WindowStarted(LogResource.Events, null);
            for (int second = 0; second < 10; second++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                run.BatchStored(RunCounts.Zero with { Records = second });
            }

            run.Notice("halved");
            return Task.CompletedTask;
        });
        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.All(lines[..3], line => Assert.StartsWith("shop-app: events: starting; ", line));
        Assert.Equal("shop-app: halved", lines[3]);
    }

    private static (string, double?) Stage(RunMeter meter) => (meter.Read().Stage, meter.Read().Percent);
}
