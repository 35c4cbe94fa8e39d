using System.Net;
using System.Net.Sockets;

namespace Connector.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public async Task An_address_that_is_taken_ends_the_command_before_anything_is_read()
    {
        using var bench = new Bench { Time = TimeProvider.System };
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        string url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        BenchRun run = await bench.RunAsync("run", "--urls", url);
        Assert.Equal(2, run.Code);
        Assert.Equal($"Another program listens on {url} already. End it, or name another address with --urls.", run.Error.Trim());
    }

    [Fact]
    public async Task An_address_that_is_not_of_this_machine_is_said()
    {
        using var bench = new Bench { Time = TimeProvider.System };
        BenchRun run = await bench.RunAsync("run", "--urls", "http://192.0.2.1:8080");
        Assert.Equal(2, run.Code);
        Assert.Contains("This machine does not have the address of http://192.0.2.1:8080.", run.Error);
    }

    [Fact]
    public async Task The_service_listens_answers_and_leaves_with_0_when_it_is_told_to_stop()
    {
        using var bench = new Bench { Time = TimeProvider.System };
        bench.Write("config/integrations/shop-app.json", Api.ApiBench.Unscheduled);
        using var stop = new CancellationTokenSource();
        using var error = new Said();
        using var output = new MemoryStream();
        var outside = new Connector.Commands.Outside(bench.Variables.GetValueOrDefault, Stream.Null, output, error, IsTerminal: false, TimeProvider.System);
        Task<int> running = new Connector.Commands.ConnectorCli().RunAsync(
            ["run", "--urls", "http://127.0.0.1:0", "--config", bench.PathOf("config"), "--store", "sqlite:" + bench.StorePath], outside, stop.Token);
        string line = await error.WaitAsync("Listening on ");
        using var http = new HttpClient { BaseAddress = new Uri(line[(line.IndexOf("http", StringComparison.Ordinal))..]) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        Assert.Contains("There is no token yet", error.ToString());
        await stop.CancelAsync();
        Assert.Equal(0, await running);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/health/live"));
        Assert.DoesNotContain("Microsoft", error.ToString());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("sandbox", "--port", "0")]
    public async Task Told_to_stop_while_it_starts_it_leaves_with_0_all_the_same(params string[] command)
    {
        using var bench = new Bench();
        BenchRun run = await bench.RunAsync(Stream.Null, command, new CancellationToken(canceled: true));
        Assert.Equal((0, "Stopped."), (run.Code, run.Error.Trim()));
    }

    /// <summary>Standard error, in which a test waits for a line.</summary>
    private sealed class Said : StringWriter
    {
        private readonly TaskCompletionSource<string> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile string? _wanted;

        public async Task<string> WaitAsync(string part)
        {
            _wanted = part;
            Look();
            return await _found.Task;
        }

        public override void WriteLine(string? value)
        {
            lock (_found)
            {
                base.WriteLine(value);
            }

            Look();
        }

        public override string ToString()
        {
            lock (_found)
            {
                return base.ToString();
            }
        }

        private void Look()
        {
            if (_wanted is { } part && ToString().Split('\n').FirstOrDefault(line => line.Contains(part)) is { } line)
            {
                _found.TrySetResult(line.Trim());
            }
        }
    }
}
