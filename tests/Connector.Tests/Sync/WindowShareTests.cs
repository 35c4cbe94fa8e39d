using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;

namespace Connector.Tests.Sync;

/// <summary>One process's share of a backfill that others read too.</summary>
public sealed class WindowShareTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReceiveWindow Range = new(Noon.AddDays(-1), Noon);

    private readonly ManualTime _time = new(Noon);
    private readonly SilentApi _api = new();
    private readonly OneWindow _windows = new();
    private Lab _lab = null!;

    [Fact]
    public async Task A_window_is_left_only_when_nobody_reads_it_any_more_whatever_went_wrong()
    {
        _windows.Window = new BackfillWindow(7, 0, "events", Range, RunCounts.Zero, IsPartRead: false);
        _windows.Left = () => Assert.False(_api.IsReading);
        Task<int> helping = HelpAsync(Some.Goal());
        await _api.Reads;
        await _time.WhenArmedAsync(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("unforeseen", (await Assert.ThrowsAsync<InvalidOperationException>(() => helping)).Message);
        Assert.Null(_windows.Window);
    }

    [Fact]
    public async Task Windows_are_taken_one_at_a_time_where_imports_find_profiles_in_different_ways()
    {
        Hook byDevice = Some.Import("device", match: Some.ByDevice, map: [Some.Map("event_json.email", "email")]);
        await HelpAsync(Some.Import(), byDevice);
        await HelpAsync(byDevice);
        Assert.Equal([true, false], _windows.InOrder);
    }

    [Fact]
    public async Task Windows_are_planned_in_time_order_over_all_resources_behind_what_has_no_dates()
    {
        Hook[] hooks = [Some.Goal("a"), GoalOf("b", LogResource.Installations), GoalOf("c", LogResource.PushTokens)];
        Integration plain = Some.Integration(hooks);
        await _lab.ConfigureAsync(plain with
        {
            Source = plain.AppMetrica with { TimeZone = "Etc/UTC" },
            Schedule = plain.Schedule with { MaxWindow = TimeSpan.FromHours(8) },
        });
        var day = new ReceiveWindow(Noon.AddHours(-12), Noon.AddHours(12));

        RunState run = await new Synchronizer(_api, _lab.Store, _lab.Store.Progress, _time).BackfillTogetherAsync(
            _lab.Integration, day, null, _windows, new RunStart(null, () => false), () => Task.FromResult(false), null, CancellationToken.None);

        Assert.Equal(RunStatus.Done, run.Status);
        Assert.Equal(
            [
                (LogResource.PushTokens, null),
                (LogResource.Events, Hours(0)),
                (LogResource.Installations, Hours(0)),
                (LogResource.Events, Hours(8)),
                (LogResource.Installations, Hours(8)),
                (LogResource.Events, Hours(16)),
                (LogResource.Installations, Hours(16)),
            ],
            _windows.Plan);

        ReceiveWindow? Hours(int from) => new ReceiveWindow(day.From.AddHours(from), day.From.AddHours(from + 8));

        static RegisterGoalHook GoalOf(string name, LogResource resource) => Some.Goal(name, goal: Some.Text(name)) with { Resource = resource };
    }

    public async Task InitializeAsync() => _lab = await Lab.StartAsync();

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    private async Task<int> HelpAsync(params Hook[] hooks)
    {
        Integration plain = Some.Integration(hooks);
        await _lab.ConfigureAsync(plain with { Source = plain.AppMetrica with { TimeZone = "Europe/Moscow" } });
        var run = new RunState(7, plain.Name, "backfill", RunStatus.Running, 0, null, RunCounts.Zero, null, new RunOrder(Range));
        return await new Synchronizer(_api, _lab.Store, _lab.Store.Progress, _time)
            .HelpAsync(_lab.Integration, run, _windows, () => true, null, CancellationToken.None);
    }

    /// <summary>Never answers, and takes its time to give up.</summary>
    private sealed class SilentApi : ILogsApi
    {
        private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reads => _reads.Task;

        public bool IsReading { get; private set; }

        public Uri UrlOf(ExportRequest request) => new("http://source/");

        public async Task ReadAsync(ExportRequest request, bool join, RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
        {
            IsReading = true;
            _reads.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                // Its slowness is the fault: whoever does not wait for it leaves the window meanwhile.
                await Task.Delay(50, CancellationToken.None);
                IsReading = false;
            }
        }

        public Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    /// <summary>Has one window at most, and does not know whose it is.</summary>
    private sealed class OneWindow : IBackfillWindows
    {
        public BackfillWindow? Window { get; set; }

        public Action Left { get; set; } = () => { };

        public List<bool> InOrder { get; } = [];

        public IReadOnlyList<(LogResource Resource, ReceiveWindow? Window)> Plan { get; private set; } = [];

        public ValueTask<BackfillWindow?> TakeAsync(long run, bool inOrder, CancellationToken cancellationToken)
        {
            InOrder.Add(inOrder);
            return new(Window);
        }

        public ValueTask<bool> HoldsAsync(BackfillWindow window, CancellationToken cancellationToken) => throw new InvalidOperationException("unforeseen");

        public ValueTask LeaveAsync(BackfillWindow window)
        {
            Left();
            Window = null;
            return default;
        }

        public ValueTask PlanAsync(long run, IReadOnlyList<(LogResource Resource, ReceiveWindow? Window)> windows, CancellationToken cancellationToken)
        {
            Plan = windows;
            return default;
        }

        /// <summary>Nothing is left to be read.</summary>
        public ValueTask<BackfillStanding> GetStandingAsync(long run, BackfillWindow? besides, CancellationToken cancellationToken) =>
            new(new BackfillStanding(0, TimeSpan.Zero, TimeSpan.Zero, RunCounts.Zero));

        public ValueTask<IReadOnlyList<RunState>> ListOpenAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
