using System.Web;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Sandbox;
using Connector.Sandbox.Generation;
using Connector.Testing;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Sync;

/// <summary>A sandbox, the real client, the real decoder and a real store.</summary>
internal sealed class SyncWorld(SandboxServer sandbox, Lab lab, HttpMessageHandler handler, AppMetricaClient client, FixedNow time) : IAsyncDisposable
{
    /// <summary>From here on there are records.</summary>
    public static readonly DateTimeOffset From = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Up to here a sync reads at first.</summary>
    public static readonly DateTimeOffset To = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);

    public SandboxServer Sandbox => sandbox;

    public Lab Lab => lab;

    public FixedNow Time => time;

    public Synchronizer Synchronizer { get; } = new(client, lab.Store, lab.Store.Progress, time, batchSize: 50);

    public static Task<SyncWorld> StartAsync(Hook[] hooks, TimeSpan? preparation = null) => StartAsync(hooks, From, preparation);

    public static async Task<SyncWorld> StartAsync(Hook[] hooks, DateTimeOffset? start, TimeSpan? preparation = null)
    {
        SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                Preparation = preparation ?? TimeSpan.FromMilliseconds(10),
                Polls = 1,
                Shop = new ShopOptions { Users = 400, Events = 4000, From = From, To = To + TimeSpan.FromDays(2) },
                Applications = [new SandboxApplication(1111, "Shop", Token: "secret-token")],
            },
            CancellationToken.None);
        Integration plain = Some.Integration(hooks);
        Lab lab = await Lab.StartAsync(hooks);
        await lab.ConfigureAsync(plain with
        {
            Source = plain.AppMetrica with
            {
                BaseUrl = sandbox.Url,
                Token = "secret-token",
                TimeZone = null,
                PollPause = TimeSpan.FromMilliseconds(10),
                RetryPause = TimeSpan.FromMilliseconds(5),
            },
            Schedule = plain.Schedule with { Start = start },
        });
        HttpMessageHandler handler = VendorHandler.Create();
        var time = new FixedNow(To + TimeSpan.FromMinutes(15));
        return new SyncWorld(sandbox, lab, handler, new AppMetricaClient(handler, new ExportDecoder(), time, NullLogger<AppMetricaClient>.Instance), time);
    }

    public Task<RunState> SyncAsync() => SyncAsync(null, CancellationToken.None);

    public Task<RunState> SyncAsync(IRunObserver? observer, CancellationToken cancellationToken) =>
        Synchronizer.SyncAsync(lab.Integration, observer, cancellationToken);

    public async Task<DateTimeOffset?> CursorAsync(string resource) =>
        await lab.Store.Progress.GetCursorAsync("shop-app", resource, CancellationToken.None) is { } cursor ? DateTimeOffset.FromUnixTimeMilliseconds(cursor.To) : null;

    /// <summary>The parameters of every export asked for, in the order of the first request.</summary>
    public List<Dictionary<string, string>> Exports() =>
    [
        .. sandbox.Requests.Select(request => request.Url).Where(target => target.Contains("/logs/v1/export/", StringComparison.Ordinal)).Distinct().Select(target =>
        {
            var query = HttpUtility.ParseQueryString(target.Split('?')[1]);
            Dictionary<string, string> parameters = query.AllKeys.OfType<string>().ToDictionary(key => key, key => query[key]!);
            parameters.Add("resource", target.Split('?')[0].Split('/')[^1].Split('.')[0]);
            return parameters;
        }),
    ];

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        handler.Dispose();
        await lab.DisposeAsync();
        await sandbox.DisposeAsync();
    }
}
