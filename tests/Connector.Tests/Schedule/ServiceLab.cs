using System.Collections.Concurrent;
using Connector.Commands;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Sandbox;
using Connector.Sandbox.Generation;
using Connector.Schedule;
using Connector.Storage;
using Connector.Testing;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Schedule;

/// <summary>A service over real files, a real scheduler and the sandbox, which a test can stop, start again and hold up at any export.</summary>
internal sealed class ServiceLab : IAsyncDisposable
{
    public static readonly ReceiveWindow Range = new(Moscow(3), Moscow(6));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-service-");
    private readonly HttpMessageHandler _handler = VendorHandler.Create();
    private readonly SandboxServer _sandbox;
    private SyncService? _service;
    private Task _running = Task.CompletedTask;
    private CancellationTokenSource _stop = new();
    private SqliteStore? _store;

    private ServiceLab(SandboxServer sandbox)
    {
        _sandbox = sandbox;
        Source = new GatedSource(new AppMetricaClient(_handler, new ExportDecoder(), TimeProvider.System, NullLogger<AppMetricaClient>.Instance));
        Write("config/databases/customers.json", "{}");
        Write("config/pixels/app.json", "{}");
    }

    public GatedSource Source { get; }

    public ShiftedTime Time { get; } = new();

    public RunEnds Ends { get; } = new();

    public ILoggerFactory Log { get; set; } = NullLoggerFactory.Instance;

    public SyncControl Control => _service!.Control;

    public SqliteStore Store => _store!;

    public string StorePath => PathOf("data/connector.db");

    public static async Task<ServiceLab> MakeAsync() => new(await SandboxServer.StartAsync(
        new SandboxOptions
        {
            Preparation = TimeSpan.Zero,
            Shop = new ShopOptions { Events = 3_000, Users = 100 },
            AnyOther = new SandboxApplication(1, "Any"),
        },
        CancellationToken.None));

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    /// <param name="schedule">Members of the schedule; none: it is read by hand.</param>
    public void Configure(string name, string schedule = "", bool active = true, string hook = "purchase") => Write($"config/integrations/{name}.json", $$"""
        {
          "active": {{(active ? "true" : "false")}},
          "source": {
            "applicationId": {{name.Length + 1110}}, "token": "${env:TOKEN}", "baseUrl": "{{_sandbox.Url}}", "timeZone": "Europe/Moscow",
            "pollPause": "00:00:00.01", "retryPause": "00:00:00.01"
          },
          "schedule": { {{schedule}}{{(schedule.Length > 0 ? "," : "")}} "start": "2026-11-14", "lookback": "00:00:00", "maxWindow": "300.00:00:00" },
          "hooks": [
            {
              "name": "{{hook}}", "resource": "events", "filter": { "field": "event_name", "like": "purchase" },
              "action": "register_goal", "pixel": "app", "goal": { "from": "event_name" }
            }
          ]
        }
        """);

    public async Task StartAsync(params TimeSpan[] backfillWaits)
    {
        var settings = new Settings(PathOf("config"), "sqlite:" + StorePath, null, LogAsJson: false, Debug: false);
        ConnectorCatalog catalog = Invocation.ReadConfig(settings.Config, needsSecrets: true, Variable).Catalog
            ?? throw new InvalidOperationException(string.Join('\n', Invocation.ReadConfig(settings.Config, needsSecrets: true, Variable).Problems));
        _stop = new CancellationTokenSource();
        _store = await SqliteStore.OpenAsync(StorePath, Time, CancellationToken.None);
        await _store.PrepareAsync(catalog, static (_, _, _) => [], CancellationToken.None);
        _service = await SyncService.OpenAsync(
            new ServiceParts(Source, _store, catalog, settings, Variable, Log, Time) { Ends = Ends }, CancellationToken.None, backfillWaits);
        _running = _service.RunAsync(_stop.Token);
        await LookAgain.UntilAsync("the schedule fires", () => Control.IsFiring || _running.IsCompleted);
    }

    /// <summary>As SIGTERM does.</summary>
    public async Task StopAsync()
    {
        if (_service is null)
        {
            return;
        }

        await _stop.CancelAsync();
        await _running.WaitAsync(LookAgain.Patience);
        await _service.DisposeAsync();
        await Store.DisposeAsync();
        _service = null;
        _stop.Dispose();
    }

    /// <summary>What a power cut at this moment would leave on the disk, as the files of another lab that has the same source.</summary>
    public ServiceLab Copy()
    {
        var copy = new ServiceLab(_sandbox);
        foreach (string file in Directory.EnumerateFiles(_folder.FullName, "*", SearchOption.AllDirectories).Where(file => !file.Contains("-run-") && !file.EndsWith("-shm") && !file.EndsWith("-service")))
        {
            string target = copy.PathOf(Path.GetRelativePath(_folder.FullName, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return copy;
    }

    public async Task<RunState> RunAsync(long id) => (await Store.Queries.GetRunAsync(id, CancellationToken.None))!;

    public async Task<List<RunState>> RunsAsync()
    {
        var runs = new List<RunState>();
        await foreach (RunState run in Store.Queries.ListRunsAsync(new RunQuery(), CancellationToken.None))
        {
            runs.Add(run);
        }

        return runs;
    }

    public async Task<ScheduleState> StateAsync(string name) => (await Control.GetAsync(name, CancellationToken.None))!;

    /// <summary>Waits for the run's end.</summary>
    public async Task<RunState> EndAsync(long id)
    {
        using var patience = new CancellationTokenSource(LookAgain.Patience);
        await foreach (RunProgress _ in Control.WatchAsync(id, patience.Token))
        {
        }

        return await RunAsync(id);
    }

    public async ValueTask DisposeAsync()
    {
        Source.OpenAll();
        await StopAsync();
        await _sandbox.DisposeAsync();
        _handler.Dispose();
        _folder.Delete(recursive: true);
    }

    public static DateTimeOffset Moscow(int day) => new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.FromHours(3)).ToUniversalTime();

    private static string? Variable(string name) => name == "TOKEN" ? "secret" : null;
}

/// <summary>The system's clock, but as far ahead of it as a test says.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}

/// <summary>The real client, which waits before an export where a test wants it to.</summary>
internal sealed class GatedSource(ILogsApi inner) : ILogsApi
{
    private readonly ConcurrentQueue<(long Application, ReceiveWindow Window)> _asked = new();
    private volatile TaskCompletionSource? _gate;

    /// <summary>Every export asked for, in order.</summary>
    public IReadOnlyList<(long Application, ReceiveWindow Window)> Asked => [.. _asked];

    /// <summary>How many exports were asked for.</summary>
    public Tally Came { get; } = new("exports that were asked for");

    /// <summary>How many of them had to wait.</summary>
    public Tally HeldUp { get; } = new("exports that were held up");

    /// <summary>Thrown instead of the next exports, one after another.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>Which exports are held up from now on.</summary>
    public Func<ReceiveWindow, bool> Holds { get; set; } = _ => true;

    public void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OpenAll()
    {
        TaskCompletionSource? gate = _gate;
        _gate = null;
        gate?.TrySetResult();
    }

    public Uri UrlOf(ExportRequest request) => inner.UrlOf(request);

    public async Task ReadAsync(ExportRequest request, bool join, RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        ReceiveWindow window = request.Window!.Value;
        _asked.Enqueue((request.Source.ApplicationId, window));
        Came.Add();
        if (_gate is { } gate && Holds(window))
        {
            HeldUp.Add();
            await gate.Task.WaitAsync(cancellationToken);
        }

        if (Faults.TryDequeue(out Exception? fault))
        {
            throw fault;
        }

        await inner.ReadAsync(request, join, schema, sink, progress, cancellationToken);
    }

    public Task<ApplicationDescription> GetApplicationAsync(AppMetricaSource source, CancellationToken cancellationToken) => inner.GetApplicationAsync(source, cancellationToken);

    public Task<bool> AreExportsAvailableAsync(AppMetricaSource source, CancellationToken cancellationToken) => inner.AreExportsAvailableAsync(source, cancellationToken);
}
