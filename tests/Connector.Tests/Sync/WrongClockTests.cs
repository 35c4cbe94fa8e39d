using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Tests.Sync;

/// <summary>Clocks that differ from the source's, and answers that are of another window than was asked for.</summary>
public sealed class WrongClockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(15);

    private readonly FixedNow _time = new(Noon);
    private readonly ScriptedApi _api = new();
    private readonly Notices _notices = new();
    private Lab _lab = null!;
    private Synchronizer _synchronizer = null!;

    [Fact]
    public async Task A_clock_that_is_ahead_moves_the_cursor_no_further_than_the_sources()
    {
        _time.Now = Noon.AddDays(1);
        _api.SourceTime = Noon;
        await SyncAsync();
        Assert.InRange(await CursorAsync(), Noon - Lag, Noon - Lag + TimeSpan.FromSeconds(1));
        Assert.Contains("one of the two is wrong", Assert.Single(_notices.Texts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("1999-12-31T23:59:59Z")]
    [InlineData("9001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task A_date_that_no_clock_shows_says_nothing_of_time(string date)
    {
        _api.SourceTime = DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(RunStatus.Done, (await SyncAsync()).Status);
        Assert.Empty(_notices.Texts);
        Assert.Equal(Noon - Lag, await CursorAsync());
    }

    [Fact]
    public async Task Windows_that_have_not_begun_at_the_source_are_not_asked_for()
    {
        _time.Now = Noon.AddDays(30);
        _api.SourceTime = Noon;
        await SyncAsync();
        Assert.Equal(Noon.AddHours(-20), Assert.Single(_api.Asked).From);
    }

    [Fact]
    public async Task A_clock_that_is_a_moment_ahead_is_nobodys_business()
    {
        _api.SourceTime = Noon.AddSeconds(-2);
        await SyncAsync();
        Assert.Empty(_notices.Texts);
        Assert.Equal(Noon - Lag - TimeSpan.FromSeconds(1), await CursorAsync());
    }

    [Fact]
    public async Task A_clock_that_is_back_reads_to_its_own_time_and_the_cursor_stays()
    {
        _api.SourceTime = Noon;
        await SyncAsync();
        DateTimeOffset cursor = await CursorAsync();
        _time.Now = Noon.AddHours(-6);
        await SyncAsync();
        Assert.Equal(Noon.AddHours(-6) - Lag, _api.Asked[^1].To);
        Assert.Equal(cursor, await CursorAsync());
    }

    [Fact]
    public async Task An_answer_of_another_window_is_asked_for_again()
    {
        _api.Bodies.Enqueue(Record("other", Noon.AddDays(-3)));
        _api.Bodies.Enqueue(Record("own", Noon.AddHours(-2)));
        await SyncAsync();
        Assert.Equal(2, _api.Asked.Count);
        Assert.Equal([false, false], _api.Joins);
        Assert.Equal(Noon - Lag, await CursorAsync());
        Assert.Equal(2, (await _lab.GoalsAsync()).Length);
    }

    [Fact]
    public async Task A_source_that_insists_on_another_window_holds_the_cursor_and_says_why()
    {
        for (int i = 0; i < 3; i++)
        {
            _api.Bodies.Enqueue(Record("other", Noon.AddDays(-3)));
        }

        RunState run = await SyncAsync();
        Assert.Equal(RunStatus.Done, run.Status);
        Assert.Null(await _lab.Store.Progress.GetCursorAsync("shop-app", "events", CancellationToken.None));
        Assert.Contains("Check source.timeZone", _notices.Texts[^1], StringComparison.Ordinal);
        await SyncAsync();
        Assert.Equal(Noon - Lag, await CursorAsync());
        Assert.False(_api.Joins[^1]);
    }

    [Fact]
    public async Task A_backfill_whose_source_insists_on_another_window_fails_and_says_why()
    {
        for (int i = 0; i < 3; i++)
        {
            _api.Bodies.Enqueue(Record("other", Noon.AddDays(-3)));
        }

        var range = new ReceiveWindow(Noon.AddHours(-12), Noon.AddHours(-6));
        OtherWindowException fault = await Assert.ThrowsAsync<OtherWindowException>(BackfillAsync);
        RunState failed = Assert.Single(await RunsAsync());
        Assert.Equal((RunStatus.Failed, fault.Message), (failed.Status, failed.Error));
        Assert.Contains("holds nothing but records received", fault.Message, StringComparison.Ordinal);
        Assert.Equal([range, range, range], _api.Asked);

        // Given again, it reads what it has not.
        Assert.Equal(RunStatus.Done, (await BackfillAsync()).Status);
        Assert.Equal((4, false), (_api.Asked.Count, _api.Joins[^1]));

        Task<RunState> BackfillAsync() => _synchronizer.BackfillAsync(_lab.Integration, range, null, _notices, CancellationToken.None);
    }

    public async Task InitializeAsync()
    {
        _lab = await Lab.StartAsync(Some.Goal());
        Integration plain = Some.Integration(Some.Goal());
        await _lab.ConfigureAsync(plain with
        {
            Source = plain.AppMetrica with { TimeZone = "Europe/Moscow", RetryPause = TimeSpan.FromMilliseconds(1) },
            Schedule = plain.Schedule with { Start = Noon.AddHours(-20), Lag = Lag, Lookback = TimeSpan.FromHours(1), MaxWindow = TimeSpan.FromDays(1) },
        });
        _synchronizer = new Synchronizer(_api, _lab.Store, _lab.Store.Progress, _time);
    }

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    private Task<RunState> SyncAsync() => _synchronizer.SyncAsync(_lab.Integration, _notices, CancellationToken.None);

    private async Task<List<RunState>> RunsAsync()
    {
        var runs = new List<RunState>();
        await foreach (RunState run in _lab.Store.Queries.ListRunsAsync(new RunQuery(), CancellationToken.None))
        {
            runs.Add(run);
        }

        return runs;
    }

    private async Task<DateTimeOffset> CursorAsync() =>
        DateTimeOffset.FromUnixTimeMilliseconds((await _lab.Store.Progress.GetCursorAsync("shop-app", "events", CancellationToken.None))!.To);

    private static string Record(string name, DateTimeOffset received) => $$"""{"event_name":"{{name}}","event_receive_timestamp":"{{received.ToUnixTimeSeconds()}}"}""";

    /// <summary>Answers with what a test says, and with no records else.</summary>
    private sealed class ScriptedApi : ILogsApi
    {
        public DateTimeOffset? SourceTime { get; set; }

        public Queue<string> Bodies { get; } = new();

        public List<ReceiveWindow> Asked { get; } = [];

        public List<bool> Joins { get; } = [];

        public Uri UrlOf(ExportRequest request) => new($"http://source/{request.Window!.Value.From.ToUnixTimeSeconds()}/{request.Window.Value.To.ToUnixTimeSeconds()}");

        public async Task ReadAsync(ExportRequest request, bool join, RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
        {
            Asked.Add(request.Window!.Value);
            Joins.Add(join);
            progress!.Report(new ExportProgress(ExportStage.Downloading, null, 0, null) { SourceTime = SourceTime });
            string body = $"[{(Bodies.TryDequeue(out string? record) ? record : "")}]";
            await new ExportDecoder().DecodeAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), ExportFormat.Json, schema, sink, cancellationToken);
        }

        public Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Notices : IRunObserver
    {
        public List<string> Texts { get; } = [];

        public void WindowStarted(LogResource resource, ReceiveWindow? window)
        {
        }

        public void ExportMoved(LogResource resource, ExportProgress progress)
        {
        }

        public void BatchStored(RunCounts counts)
        {
        }

        public void WindowDone(LogResource resource)
        {
        }

        public void Notice(string text) => Texts.Add(text);
    }
}
