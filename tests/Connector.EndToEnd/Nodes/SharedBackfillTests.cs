using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Connector.Sandbox;
using Connector.Testing;
using Xunit.Abstractions;

namespace Connector.EndToEnd.Nodes;

/// <summary>Three services over one PostgreSQL read one backfill, and lose each other in every way there is.</summary>
public sealed class SharedBackfillTests(ITestOutputHelper output) : IDisposable
{
    private const string From = "2026-11-01";
    private const string To = "2026-11-09";

    /// <summary>Of the three exports of an application that the server takes, the connector uses two.</summary>
    private const int Places = 2;

    /// <summary>What a process may be silent for, and what it takes the others to notice.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly string _store = PostgresServer.Instance.CreateDatabase();

    public void Dispose() => PostgresServer.Instance.DropDatabase(_store);

    [Fact]
    public async Task A_backfill_that_three_services_share_ends_like_an_undisturbed_one_though_one_is_paused_one_is_cut_off_and_one_is_killed()
    {
        var clock = new HaltableTime();
        await using SandboxServer sandbox = await StartSandboxAsync(TimeSpan.FromMilliseconds(50), clock);
        await using var network = new CuttableNetwork();
        output.WriteLine(network.IsNamespace
            ? "One service runs in a network namespace, whose cable is pulled."
            : "NO NETWORK NAMESPACE can be made here: one service reaches PostgreSQL through a forwarder that stops.");
        Uri source = network.IsNamespace ? new Uri($"http://{network.Lead(sandbox.Url.Port)}") : sandbox.Url;
        using Workplace first = Place(source, _store);
        using Workplace second = Place(source, _store);
        using Workplace third = Place(source, Through(network), network.Within);
        string token = (await first.RunAsync("token", "create", "--name", "anna", "--role", "operator", "--quiet")).Output[^1].Trim();

        await using ConnectorProcess leading = first.Start("run");
        await using ConnectorProcess paused = second.Start("run");
        await using ConnectorProcess cut = third.Start("run");
        using ServiceApi led = await ServiceApi.OfAsync(leading, token);
        using ServiceApi other = await ServiceApi.OfAsync(paused, token);
        await cut.SaysAsync("Started with");
        long run = await led.BackfillAsync("steady", From, To);
        await led.UntilAsync(run, "all three read", now => now.Readers.Count(reader => reader.Windows > 0) == 3);
        Assert.InRange(MostAtOnce(sandbox), 1, Places);

        // The source makes no file now, so that each has a window in hand when one is paused and one cut off.
        clock.Halt();
        await led.UntilAsync(run, "all have a window in hand", now => now.Readers.All(reader => reader.IsReading));
        paused.Signal(ConnectorProcess.Stop);
        network.Cut();
        var lost = Stopwatch.StartNew();
        await using SandboxServer quick = await StartSandboxAsync(TimeSpan.Zero, TimeProvider.System);
        using Workplace calm = Place(quick.Url, null);
        Task<ConnectorRun> undisturbed = calm.RunAsync("backfill", "steady", "--from", From, "--to", To, "--json", "--quiet");
        Standing alone = await led.UntilAsync(run, "both lose their windows", now => !now.Of(paused).IsReading && !now.Of(cut).IsReading);
        output.WriteLine($"The windows of both were free again after {lost.Elapsed.TotalSeconds:0.0} s.");
        Assert.True(lost.Elapsed < Lease);
        Assert.True(alone.Of(leading).IsReading);

        // They come back to windows that are nobody's or others' by now, learn it, and read on.
        paused.Signal(ConnectorProcess.Continue);
        network.Mend();
        await led.UntilAsync(run, "both are back", now => now.Of(paused).IsReading && now.Of(cut).IsReading);
        clock.Go();
        await led.UntilAsync(run, "both read on", now => now.Of(paused).Windows > alone.Of(paused).Windows && now.Of(cut).Windows > alone.Of(cut).Windows);

        clock.Halt();
        await led.UntilAsync(run, "the one that is to be killed reads", now => now.Of(leading).IsReading);
        leading.Kill();
        lost.Restart();
        await other.UntilAsync(run, "the window of the one that was killed is free", now => !now.Of(leading).IsReading);
        output.WriteLine($"The window of the one that was killed was free again after {lost.Elapsed.TotalSeconds:0.0} s.");
        clock.Go();
        await other.UntilAsync(run, "another leads", now => now.Status is "running" or "done");
        output.WriteLine($"Another led the run after {lost.Elapsed.TotalSeconds:0.0} s.");
        Assert.True(lost.Elapsed < Lease);
        Standing done = await other.UntilAsync(run, "the backfill is done", now => now.Status == "done");

        ConnectorRun expected = await undisturbed;
        Assert.True(expected.Code == 0, expected.Error);
        Assert.Equal((expected["records"], expected["goals"], expected["created"]), (done["records"], done["goals"], done["created"]));
        Assert.Equal(await calm.ContentAsync(), await second.ContentAsync());

        // The one that was killed left an export in the server's queue; even beside it there was room for the others.
        Assert.DoesNotContain(sandbox.Requests, request => request.Code == 429);
    }

    private static Task<SandboxServer> StartSandboxAsync(TimeSpan preparation, TimeProvider time) => SandboxServer.StartAsync(
        new SandboxOptions { Preparation = preparation, Time = time, Shop = new() { Events = 8_000, Users = 300 } }, CancellationToken.None);

    private static Workplace Place(Uri source, string? store, IReadOnlyList<string>? within = null)
    {
        var place = new Workplace(source) { Store = store, Within = within ?? [] };
        place.Change("config/integrations/steady.json", "\"every\": \"00:00:01\", ", "");
        place.Change("config/integrations/steady.json", "\"1.00:00:00\"", "\"02:00:00\"");
        place.Change("config/integrations/steady.json", "\"attach\": { \"database\": \"customers\", \"match\": { \"by\": \"email_profile\", \"from\": \"event_json.contacts.email\" } }", "\"attach\": { \"database\": \"customers\", \"match\": { \"by\": \"appmetrica_device_id\" } }");
        return place;
    }

    private string Through(CuttableNetwork network)
    {
        var address = new DbConnectionStringBuilder { ConnectionString = _store };
        System.Net.IPEndPoint way = network.Lead(int.Parse((string)address["Port"], CultureInfo.InvariantCulture));
        (address["Host"], address["Port"]) = (way.Address.ToString(), way.Port);
        return address.ConnectionString;
    }

    /// <summary>How many exports were asked for and not given at one moment.</summary>
    private static int MostAtOnce(SandboxServer sandbox)
    {
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        int most = 0;
        foreach (SandboxRequest request in sandbox.Requests.Where(request => request.Url.StartsWith("/logs/v1/export/", StringComparison.Ordinal)))
        {
            waiting.Add(request.Url);
            most = Math.Max(most, waiting.Count);
            if (request.Code == 200)
            {
                waiting.Remove(request.Url);
            }
        }

        return most;
    }
}

/// <summary>A clock that stands still when it is told to.</summary>
internal sealed class HaltableTime : TimeProvider
{
    private readonly Lock _gate = new();
    private TimeSpan _behind;
    private DateTimeOffset? _halted;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _halted ?? (base.GetUtcNow() - _behind);
        }
    }

    public void Halt()
    {
        lock (_gate)
        {
            _halted ??= base.GetUtcNow() - _behind;
        }
    }

    public void Go()
    {
        lock (_gate)
        {
            _behind = _halted is { } halted ? base.GetUtcNow() - halted : _behind;
            _halted = null;
        }
    }
}
