using System.Text;
using System.Text.Json;
using Connector.Commands;
using Connector.Sandbox;
using Connector.Sandbox.Generation;
using Connector.Tests.Commands;

namespace Connector.Tests.Service;

/// <summary><c>connector run</c> in this process, as the command line starts it, beside a sandbox; its log is read line by line.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Bench _bench;
    private readonly LineWriter _error = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _running;

    private RunningService(Bench bench, SandboxServer sandbox)
    {
        (_bench, Sandbox) = (bench, sandbox);
        var outside = new Outside(bench.Variables.GetValueOrDefault, Stream.Null, Stream.Null, _error, IsTerminal: false, TimeProvider.System);
        string[] args = ["run", "--urls", "http://127.0.0.1:0", "--config", bench.PathOf("config"), "--store", "sqlite:" + bench.StorePath];
        _running = Task.Run(() => new ConnectorCli().RunAsync(args, outside, _stop.Token));
    }

    public SandboxServer Sandbox { get; }

    public Bench Bench => _bench;

    public IReadOnlyList<string> Lines => _error.Lines;

    /// <param name="prepare">Changes files and variables before the service starts.</param>
    public static async Task<RunningService> StartAsync(Func<Bench, SandboxServer, Task>? prepare = null)
    {
        SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Preparation = TimeSpan.Zero, Shop = new ShopOptions { Events = 2_000, Users = 100 } }, CancellationToken.None);
        var bench = new Bench { Time = TimeProvider.System, Variables = { ["CONNECTOR_LOG_FORMAT"] = "json" } };
        bench.Write("config/integrations/shop-app.json", Shop(sandbox));
        await (prepare?.Invoke(bench, sandbox) ?? Task.CompletedTask);
        return new RunningService(bench, sandbox);
    }

    /// <summary>Ends with the first line of the event, be it said already.</summary>
    /// <param name="from">How many lines are passed over.</param>
    public async Task<JsonElement> SaidAsync(int eventId, int from = 0)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (int i = from; ; i++)
        {
            JsonElement line = JsonSerializer.Deserialize<JsonElement>(await _error.LineAsync(i, patience.Token));
            if (line.GetProperty("event").GetInt32() == eventId)
            {
                return line;
            }
        }
    }

    public async Task<Uri> UrlAsync() => new((await SaidAsync(2100)).GetProperty("values").GetProperty("Url").GetString()!);

    /// <summary>Stops as SIGTERM does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Sandbox.DisposeAsync();
        _bench.Dispose();
        _stop.Dispose();
    }

    private static string Shop(SandboxServer sandbox) => Bench.Shop
        .Replace("\"applicationId\"", $"\"baseUrl\": \"{sandbox.Url.AbsoluteUri}\", \"pollPause\": \"00:00:00.01\", \"retryPause\": \"00:00:00.01\", \"applicationId\"")
        .Replace("event_json.email", "event_json.contacts.email")
        .Replace("event_json.total", "event_json.cart.total")
        .Replace("00:10:00\", \"start\": \"2026-11-01\"", "00:00:00.5\", \"start\": \"2026-11-01\", \"lookback\": \"300.00:00:00\", \"maxWindow\": \"300.00:00:00\"");

    /// <summary>Keeps lines; whoever waits for one learns of it at once.</summary>
    private sealed class LineWriter : TextWriter
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Encoding Encoding => Encoding.UTF8;

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_gate)
                {
                    return [.. _lines];
                }
            }
        }

        public override void WriteLine(string? value)
        {
            lock (_gate)
            {
                _lines.Add(value ?? "");
                _more.SetResult();
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public async Task<string> LineAsync(int number, CancellationToken cancellationToken)
        {
            while (true)
            {
                Task more;
                lock (_gate)
                {
                    if (number < _lines.Count)
                    {
                        return _lines[number];
                    }

                    more = _more.Task;
                }

                await more.WaitAsync(cancellationToken);
            }
        }
    }
}
