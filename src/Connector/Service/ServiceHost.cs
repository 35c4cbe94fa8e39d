using System.Net.Sockets;
using Connector.Api;
using Connector.Api.Description;
using Connector.Commands;
using Connector.Core.Access;
using Connector.Ingest;
using Connector.Pages;
using Connector.Service.Access;
using Connector.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connector.Service;

/// <summary>The web side of the service: listens, and stops when it is disposed of.</summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    /// <summary>What a body may have, in bytes.</summary>
    public const int LargestBody = 1 << 20;

    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private ServiceHost(WebApplication app, IReadOnlyList<string> urls)
    {
        _app = app;
        Urls = urls;
    }

    /// <summary>Where it listens, with the ports that were free.</summary>
    public IReadOnlyList<string> Urls { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="urls">As <see cref="ListenUrls.Read"/> gave them.</param>
    /// <param name="parts">What the routes stand on; disposed of by whoever made it.</param>
    /// <exception cref="UsageException">An address cannot be listened on.</exception>
    public static async Task<ServiceHost> StartAsync(IReadOnlyList<string> urls, WebParts parts, CancellationToken cancellationToken)
    {
        // Empty: settings, console and signals belong to the command, not to the web server.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "connector" });
        builder.Services.Replace(ServiceDescriptor.Singleton(parts.Log));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddRoutingCore();
        builder.Services.AddAccess();
        builder.Services.AddDescription();
        builder.Services.AddRoutes();
        builder.Services.AddConsole(StoreUrl.Parse(parts.Settings.Store).LocalPath);
        parts.AddTo(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        WebApplication app = builder.Build();
        foreach (string url in urls)
        {
            app.Urls.Add(url);
        }

        if (parts.Entry is { } entry)
        {
            // Before all else: it has its own keys and answers, and many requests.
            app.Use((http, next) => Entry.Takes(http.Request) ? entry.AnswerAsync(http) : next(http));
        }

        // As HTTP has it: what GET answers, without the body, which the server leaves out by the method it read.
        app.Use((http, next) =>
        {
            http.Request.Method = HttpMethods.IsHead(http.Request.Method) ? HttpMethods.Get : http.Request.Method;
            return next(http);
        });
        app.UseSafetyHeaders();
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseMiddleware<ConsoleAnswers>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRoutes();
        app.MapConsole();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            await app.DisposeAsync();
            throw Unusable(urls, e);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var host = new ServiceHost(app, [.. app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses]);
        await host.TellAsync(parts, cancellationToken);
        return host;
    }

    /// <summary>Takes no more requests, lets those in hand end, and cuts off what does not end in time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task TellAsync(WebParts parts, CancellationToken cancellationToken)
    {
        ILogger log = parts.Log.CreateLogger<ServiceHost>();
        foreach (string url in Urls)
        {
            log.Listening(url);
            if (ListenUrls.IsOpenToOthers(url))
            {
                log.OpenToOthers(url);
            }
        }

        IReadOnlyList<AccessToken> tokens = await parts.Tokens.ListAsync(cancellationToken);
        if (tokens.All(token => token.RevokedAt is not null))
        {
            log.NoTokens();
        }
    }

    private static UsageException Unusable(IReadOnlyList<string> urls, Exception fault)
    {
        string all = string.Join(", ", urls);
        SocketError? error = (fault as SocketException ?? fault.GetBaseException() as SocketException)?.SocketErrorCode;
        return new UsageException(error switch
        {
            SocketError.AccessDenied => $"This user may not listen on {all}. Name a port above 1023 with --urls.",
            SocketError.AddressNotAvailable => $"This machine does not have the address of {all}. Name another with --urls.",
            _ => $"Another program listens on {all} already. End it, or name another address with --urls.",
        });
    }

    /// <summary>Leaves Ctrl-C and signals to the command.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
