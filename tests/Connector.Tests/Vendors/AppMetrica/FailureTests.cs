using Connector.Core.Sync;
using Connector.Vendors.AppMetrica;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class FailureTests : IDisposable
{
    private const string File = "{\"data\":[\n{\"event_name\":\"a\"}\n]}";

    private readonly LogsApiHarness _api = new();

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(408)]
    public async Task A_server_that_is_not_well_is_asked_again_with_doubling_pauses(int status)
    {
        _api.Server.Text(status, "down", times: 4).Export(File);
        await _api.ReadAsync();
        Assert.Equal([5, 10, 20, 40], _api.Pauses);
        Assert.Single(_api.Sink.Rows);
        Assert.Equal(4, _api.Log.Entries.Count(entry => entry.Id.Id == 1003));
    }

    [Fact]
    public async Task Pauses_have_jitter()
    {
        using LogsApiHarness api = new(jitter: 0.8);
        api.Server.Text(503, "").Text(202, "").Export(File);
        await api.ReadAsync();
        Assert.Equal([6, 21], api.Pauses);
    }

    [Fact]
    public async Task A_connection_that_is_reset_or_refused_is_made_again()
    {
        _api.Server.Throw(new HttpRequestException(HttpRequestError.ConnectionError, "reset")).Throw(new IOException("broken pipe")).Export(File);
        await _api.ReadAsync();
        Assert.Equal([5, 10], _api.Pauses);
    }

    [Fact]
    public async Task Connecting_that_takes_too_long_is_made_again()
    {
        _api.Server.Throw(new TaskCanceledException("ConnectTimeout", new TimeoutException())).Export(File);
        await _api.ReadAsync();
        Assert.Equal([5], _api.Pauses);
    }

    [Fact]
    public async Task Each_poll_may_fail_anew()
    {
        _api.Server.Text(500, "", times: 5).Text(202, "").Text(500, "", times: 3).Text(202, "").Export(File);
        await _api.ReadAsync();
        Assert.Single(_api.Sink.Rows);
    }

    [Fact]
    public async Task A_server_that_stays_down_ends_the_export_with_what_it_said()
    {
        _api.Server.Text(503, "maintenance");
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("503: maintenance", e.Message, StringComparison.Ordinal);
        Assert.Equal([5, 10, 20, 40, 80, 160], _api.Pauses);
    }

    [Fact]
    public async Task A_host_that_is_not_there_ends_the_export_with_its_name()
    {
        _api.Server.Throw(new HttpRequestException(HttpRequestError.NameResolutionError, "Name or service not known"));
        SourceException e = await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Contains("api.example.test", e.Message, StringComparison.Ordinal);
        Assert.Contains("Name or service not known", e.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Headers_may_take_ten_minutes_and_no_longer()
    {
        _api.Server.Answer(token => Task.Delay(Timeout.Infinite, token).ContinueWith<HttpResponseMessage>(
            _ => throw new OperationCanceledException(token), TaskScheduler.Default)).Export(File);
        Task export = _api.ReadAsync();
        await _api.Time.WhenArmedAsync(HostPipelines.HeaderLimit);
        _api.Time.Advance(HostPipelines.HeaderLimit - TimeSpan.FromSeconds(1));
        Assert.Single(_api.Server.Requests);
        _api.Time.Advance(TimeSpan.FromSeconds(1));
        await export;
        Assert.Equal(2, _api.Server.Requests.Count);
        Assert.Equal(TimeSpan.FromMinutes(10), HostPipelines.HeaderLimit);
    }

    [Fact]
    public async Task The_daily_quota_is_waited_out_until_midnight_GMT()
    {
        _api.Server.Text(420, "Exceeded the number of requests to the API per day").Export(File);
        await _api.ReadAsync();
        Assert.Equal([TimeSpan.FromHours(12).TotalSeconds], _api.Pauses);
    }

    [Fact]
    public async Task A_quota_of_moments_is_waited_out_with_doubling_pauses_however_often()
    {
        _api.Server.Text(420, "Too many requests from your IP per second", times: 20).Export(File);
        await _api.ReadAsync();
        Assert.Equal([5, 10, 20, 40], _api.Pauses[..4]);
        Assert.Equal(900, _api.Pauses[19]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_that_fails_everyone_is_left_alone_for_a_while()
    {
        _api.Server.Text(500, "", times: 10).Export(File);
        _api.Source = _api.Source with { RetryPause = TimeSpan.FromMilliseconds(10) };
        // Seven failures of the first, three of the second: ten within a minute.
        await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        int before = _api.Pauses.Length;
        await _api.ReadAsync();
        Assert.Equal(11, _api.Server.Requests.Count);
        // The third failure breaks the circuit; the fourth try finds it broken and waits for what is left of it.
        Assert.Equal([0.01, 0.02, 0.04, 0.46], _api.Pauses[before..]);
    }

    [Fact]
    public async Task A_circuit_that_is_broken_holds_back_nobody_at_another_host()
    {
        _api.Server.Text(500, "", times: 14).Export(File);
        _api.Source = _api.Source with { RetryPause = TimeSpan.FromMilliseconds(1) };
        await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        _api.Source = _api.Source with { BaseUrl = new Uri("https://other.example.test") };
        await Assert.ThrowsAsync<SourceException>(() => _api.ReadAsync());
        Assert.Equal(14, _api.Server.Requests.Count);
    }
}
