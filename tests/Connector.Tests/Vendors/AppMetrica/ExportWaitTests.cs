using System.Net.Http.Headers;
using Connector.Core.Records;
using Connector.Core.Sync;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class ExportWaitTests : IDisposable
{
    private const string Queued = "Your query is added to the queue.";
    private const string Half = "Wait for result. Progress is 50%.";
    private const string Full = "There are already 3 enqueued queries for given application_id. Wait until they are completed.";
    private const string File = "{\n\"data\" :\n[\n{\"event_name\":\"a\"},\n{\"event_name\":\"b\"}\n]}";

    private readonly LogsApiHarness _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task An_export_is_asked_for_and_polled_with_the_same_bytes_until_it_is_there()
    {
        _api.Server.Text(202, Queued).Text(202, Half, times: 5).Export(File);
        await _api.ReadAsync();
        Assert.Equal(7, _api.Server.Requests.Count);
        Assert.Equal(_api.Client.UrlOf(_api.Request()).AbsoluteUri, Assert.Single(_api.Server.Requests.Select(request => request.Url).Distinct()));
        Assert.All(_api.Server.Requests, request => Assert.Equal("GET", request.Method));
        Assert.Equal(2, _api.Sink.Rows.Count);
    }

    [Fact]
    public async Task Pauses_between_polls_grow()
    {
        _api.Server.Text(202, Queued).Text(202, Half, times: 5).Export(File);
        await _api.ReadAsync();
        Assert.Equal([15, 22.5, 33.75, 50.625, 50.625, 50.625], _api.Pauses);
    }

    [Fact]
    public async Task A_new_file_is_demanded_by_the_first_request_alone()
    {
        _api.Server.Text(202, Queued).Text(202, Half, times: 2).Export(File);
        await _api.ReadAsync();
        Assert.Equal(["no-cache", null, null, null], _api.Server.Requests.Select(request => request.CacheControl));
    }

    [Fact]
    public async Task Joining_an_earlier_request_never_demands_a_new_file()
    {
        _api.Server.Text(202, Half).Export(File);
        await _api.ReadAsync(join: true);
        Assert.All(_api.Server.Requests, request => Assert.Null(request.CacheControl));
    }

    [Fact]
    public async Task A_request_that_was_not_taken_demands_a_new_file_again_so_that_no_old_one_comes()
    {
        _api.Server.Text(429, Full).Text(503, "").Text(202, Queued).Text(202, Half).Export(File);
        await _api.ReadAsync();
        Assert.Equal(["no-cache", "no-cache", "no-cache", null, null], _api.Server.Requests.Select(request => request.CacheControl));
    }

    [Fact]
    public async Task Every_request_asks_for_gzip_and_carries_the_token_in_its_header()
    {
        _api.Server.Text(202, Queued).Export(File);
        await _api.ReadAsync();
        Assert.All(_api.Server.Requests, request => Assert.Equal("gzip", request.Headers["Accept-Encoding"]));
        Assert.All(_api.Server.Requests, request => Assert.Equal($"OAuth {LogsApiHarness.Token}", request.Headers["Authorization"]));
        Assert.All(_api.Server.Requests, request => Assert.DoesNotContain(LogsApiHarness.Token, request.Url, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Waiting_for_hours_is_no_failure()
    {
        _api.Server.Text(202, Half, times: 400).Export(File);
        await _api.ReadAsync();
        Assert.Equal(2, _api.Sink.Rows.Count);
        Assert.True(_api.Pauses.Sum() > TimeSpan.FromHours(4).TotalSeconds);
        Assert.Equal(2, _api.Log.Entries.Count(entry => entry.Id.Id == 1005));
    }

    [Fact]
    public async Task A_full_queue_is_no_failure_however_often()
    {
        _api.Server.Text(429, Full, times: 200).Text(202, Queued).Export(File);
        await _api.ReadAsync();
        Assert.All(_api.Pauses[..200], pause => Assert.InRange(pause, 45, 60));
        Assert.All(_api.Log.Entries, entry => Assert.True(entry.Level <= LogLevel.Information || entry.Id.Id == 1005, entry.Text));
        Assert.Contains(_api.Log.Entries, entry => entry.Id.Id == 1004);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(429)]
    [InlineData(420)]
    [InlineData(503)]
    public async Task A_pause_the_server_asks_for_in_seconds_is_kept(int status)
    {
        _api.Server.Text(status, "", response => response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(137))).Export(File);
        await _api.ReadAsync();
        Assert.Equal([137], _api.Pauses);
    }

    [Theory]
    [InlineData(202)]
    [InlineData(429)]
    public async Task A_pause_the_server_asks_for_as_a_date_is_kept(int status)
    {
        DateTimeOffset date = _api.Time.GetUtcNow().AddMinutes(7);
        _api.Server.Text(status, "", response => response.Headers.RetryAfter = new RetryConditionHeaderValue(date)).Export(File);
        await _api.ReadAsync();
        Assert.Equal([420], _api.Pauses);
    }

    [Fact]
    public async Task A_date_that_has_passed_asks_for_nothing()
    {
        DateTimeOffset date = _api.Time.GetUtcNow().AddMinutes(-7);
        _api.Server.Text(202, "", response => response.Headers.RetryAfter = new RetryConditionHeaderValue(date)).Export(File);
        await _api.ReadAsync();
        Assert.Equal([15], _api.Pauses);
    }

    [Fact]
    public async Task Progress_tells_every_stage()
    {
        _api.Server.Text(429, Full).Text(202, Queued).Text(202, Half).Export(File);
        await _api.ReadAsync();
        Assert.Equal(
            [
                new ExportProgress(ExportStage.Queueing, null, 0, null),
                new ExportProgress(ExportStage.Queueing, null, 0, null),
                new ExportProgress(ExportStage.Preparing, null, 0, null),
                new ExportProgress(ExportStage.Preparing, 50, 0, null),
                new ExportProgress(ExportStage.Downloading, null, 0, File.Length),
                new ExportProgress(ExportStage.Done, null, File.Length, File.Length),
            ],
            _api.Progress);
    }

    [Fact(Timeout = 30_000)]
    public async Task At_most_two_exports_of_an_application_stand_in_the_queue()
    {
        TaskCompletionSource<HttpResponseMessage> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource third = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Server
            .Answer(_ => first.Task)
            .Answer(token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => new HttpResponseMessage(), TaskScheduler.Default))
            .Answer(_ =>
            {
                third.SetResult();
                return Task.FromResult(Ready());
            });
        using CancellationTokenSource stop = new();
        Task one = _api.ReadAsync();
        Task two = _api.ReadAsync(_api.Request(LogResource.Clicks, "click_id"), cancellationToken: stop.Token);
        Task three = _api.ReadAsync();
        Assert.Equal(2, _api.Server.Requests.Count);

        first.SetResult(Ready());
        await one;
        await third.Task;
        await three;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_place_that_other_processes_have_is_waited_for_and_the_log_says_so()
    {
        var places = new OnePlace();
        using var api = new LogsApiHarness(places: places);
        api.Server.Export(File);
        Task export = api.ReadAsync();
        await api.Log.WhenSaidAsync("waits for a place");
        Assert.Empty(api.Server.Requests);
        Assert.Equal([new ExportProgress(ExportStage.Queueing, null, 0, null)], api.Progress);

        places.Free.SetResult();
        await export;
        Assert.Equal(("https://api.example.test 1111", 2, true), (places.Application, places.Places, places.IsGivenBack));
    }

    [Fact]
    public async Task Another_application_has_a_queue_of_its_own()
    {
        _api.Server.Answer(token => Task.Delay(Timeout.Infinite, token).ContinueWith(_ => new HttpResponseMessage(), TaskScheduler.Default), times: 3);
        using CancellationTokenSource stop = new();
        Task[] exports = [_api.ReadAsync(cancellationToken: stop.Token), _api.ReadAsync(cancellationToken: stop.Token), Task.CompletedTask];
        _api.Source = _api.Source with { ApplicationId = 2222 };
        exports[2] = _api.ReadAsync(cancellationToken: stop.Token);
        Assert.Equal(3, _api.Server.Requests.Count);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(exports));
    }

    [Fact]
    public async Task A_failed_export_leaves_its_place_in_the_queue()
    {
        _api.Server.Text(400, "no", times: 3).Export(File);
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        }

        await _api.ReadAsync();
        Assert.Equal(2, _api.Sink.Rows.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_ends_the_wait()
    {
        _api.Time.SkipWaits = null;
        _api.Server.Text(202, Queued);
        using CancellationTokenSource stop = new();
        Task export = _api.ReadAsync(cancellationToken: stop.Token);
        await _api.Time.WhenArmedAsync(TimeSpan.FromSeconds(15));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export);
    }

    private static HttpResponseMessage Ready() => new() { Content = new StringContent(File) };

    /// <summary>A place that is free when the test says so.</summary>
    private sealed class OnePlace : IExportPlaces, IAsyncDisposable
    {
        public TaskCompletionSource Free { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Application { get; private set; }

        public int Places { get; private set; }

        public bool IsGivenBack { get; private set; }

        public async ValueTask<IAsyncDisposable> TakeAsync(string application, int places, CancellationToken cancellationToken)
        {
            (Application, Places) = (application, places);
            await Free.Task.WaitAsync(cancellationToken);
            return this;
        }

        public ValueTask DisposeAsync()
        {
            IsGivenBack = true;
            return ValueTask.CompletedTask;
        }
    }
}
