using System.Collections.Immutable;
using System.Net;
using Connector.Sandbox.Api;
using Connector.Sandbox.Deliveries;
using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.Sandbox;

/// <summary>AppMetrica's Logs API, and what of Altcraft and Metrix takes profiles and goals, on loopback, after their documentation.</summary>
/// <remarks>It stops when it is disposed of; what it was sending then breaks off.</remarks>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly ImmutableArray<string> HeadersOfInterest =
        ["Authorization", "Accept", "Accept-Encoding", "Cache-Control", "User-Agent"];

    private readonly SandboxOptions _options;
    private readonly WebApplication _server;
    private readonly CancellationTokenSource _stopping = new();

    private SandboxServer(SandboxOptions options)
    {
        _options = options;
        Faults.Add(options.Faults.AsSpan());
        // Empty: whatever settings, console and signals there are belong to the program around the sandbox.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, DeafLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A client may take its time over a body, and name many columns.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _server = builder.Build();
        Map(new ApplicationShelf(options));
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public FaultBoard Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    /// <summary>What the account of Altcraft holds.</summary>
    public AltcraftAccount Altcraft { get; } = new();

    /// <summary>What the application of Metrix holds.</summary>
    public MetrixApplication Metrix { get; } = new();

    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="ArgumentException">A data file is for no resource.</exception>
    /// <exception cref="NotSupportedException">A data file is of no known kind.</exception>
    /// <exception cref="FileNotFoundException">A data file is not there.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var sandbox = new SandboxServer(options);
        try
        {
            await sandbox._server.StartAsync(cancellationToken);
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }

        sandbox.Url = new Uri(sandbox._server.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return sandbox;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private void Map(ApplicationShelf shelf)
    {
        var access = new Access(_options, Faults);
        var export = new ExportEndpoint(_options, access, shelf, Faults, _stopping.Token);
        var queue = new QueueEndpoints(_options, access, shelf, Faults);
        var management = new ManagementEndpoints(_options, access, Faults);
        _server.Use(RecordAsync);
        _server.Use(LimitAsync);
        _server.MapGet("/logs/v1/export/get_active_queries", queue.ListAsync);
        _server.MapGet("/logs/v1/export/{resource}.{format}", export.AnswerAsync);
        _server.MapPost("/logs/v1/export/{request_id}/cancel", queue.CancelAsync);
        _server.MapGet("/management/v1/applications", management.ListAsync);
        _server.MapGet("/management/v1/application/{id}", management.ShowAsync);
        _server.MapGet("/management/v1/logsapi/status", management.StatusAsync);
        var deliveries = new DeliveryEndpoints(Faults, Altcraft, Metrix, _stopping.Token);
        _server.MapPost("/api/v1.1/profiles/import", deliveries.ImportAsync);
        _server.MapPost("/api/v1.1/goals/register", deliveries.RegisterAsync);
        _server.MapPost("/", deliveries.TakeAsync);
        _server.MapGet("/sandbox/altcraft", deliveries.ShowAltcraftAsync);
        _server.MapGet("/sandbox/metrix", deliveries.ShowMetrixAsync);
    }

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        var request = new SandboxRequest(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            _options.Time.GetUtcNow())
        {
            Headers = HeadersOfInterest
                .Where(context.Request.Headers.ContainsKey)
                .ToImmutableDictionary(name => name, name => context.Request.Headers[name].ToString(), StringComparer.OrdinalIgnoreCase),
        };
        Requests.Add(request);
        // Before a client can see the answer.
        context.Response.OnStarting(() =>
        {
            request.Code = context.Response.StatusCode;
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
        }
        finally
        {
            request.Aborted = context.RequestAborted.IsCancellationRequested;
            Requests.TellChange();
        }
    }

    private Task LimitAsync(HttpContext context, RequestDelegate next) =>
        Faults.Hits(FaultKind.Quota) ? Reply.RefuseForNowAsync(context, Faults, Reply.OverQuota, Reply.QuotaText) : next(context);

    /// <summary>Leaves Ctrl+C and signals alone.</summary>
    private sealed class DeafLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
