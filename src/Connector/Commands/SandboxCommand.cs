using System.Collections.Immutable;
using System.CommandLine;
using Connector.Core.Records;
using Connector.Sandbox;
using Connector.Sandbox.Generation;

namespace Connector.Commands;

/// <summary><c>connector sandbox</c>: AppMetrica's Logs API on loopback, until Ctrl-C.</summary>
internal sealed class SandboxCommand : ConnectorCommand
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "The port on 127.0.0.1; 0 takes a free one.",
        HelpName = "P",
        Required = true,
    };

    private readonly Option<string[]> _data = new("--data")
    {
        Description = "Serve this downloaded export as the resource; resources without a file are empty then. May be given for several resources. Default: generated rows.",
        HelpName = "RESOURCE=FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _faults = new("--fault")
    {
        Description = "Do something wrong on purpose: one of the faults below. May be given several times.",
        HelpName = "KIND",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _token = SharedOptions.Text("--token", "T", "The OAuth token that is asked for. Default: any will do.");

    public SandboxCommand()
        : base(
            "sandbox",
            "Serves an AppMetrica Logs API on loopback, with believable data and faults on demand. Ctrl-C ends it.",
            "sandbox --port 8099",
            "sandbox --port 0 --data events=events.json --fault queue-full:2 --fault cut-body")
    {
        Add(_port);
        Add(_data);
        Add(_faults);
        Add(_token);
    }

    public override IEnumerable<string> Notes =>
    [
        "Faults:",
        .. Sandbox.Faults.Fault.Table.Select(fault => $"  {fault.Words,-28}  {fault.Summary}"),
    ];

    public override bool RunsUntilStopped => true;

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string? token = call.Get(_token);
        var options = new SandboxOptions
        {
            Port = call.Get(_port) is >= 0 and <= 65535 and var port ? port : throw new UsageException("--port must be between 0 and 65535."),
            Applications = [.. SandboxApplication.Examples.Select(application => application with { Token = token })],
            AnyOther = new SandboxApplication(0, "Any other application", Token: token),
            Shop = AroundNow(call.Time),
            HideFuture = true,
            DataFiles = (call.Get(_data) ?? []).Select(DataFile).ToImmutableDictionary(),
            Faults = [.. (call.Get(_faults) ?? []).Select(FaultOf)],
            Time = call.Time,
        };
        await using SandboxServer server = await StartAsync(options, cancellationToken);
        string url = server.Url.AbsoluteUri.TrimEnd('/');
        SandboxApplication first = options.Applications[0];
        if (call.IsJson)
        {
            call.Out.Json(json => json.WriteString("url", url));
        }
        else
        {
            call.Out.Line(url);
            call.Out.Line($"Set \"baseUrl\": \"{url}\" in an integration's source to read from here, or try:");
            call.Out.Line($"  curl -H 'Authorization: OAuth {token ?? "any"}' '{url}/management/v1/application/{first.Id}'");
        }

        call.Out.Flush();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return ExitCode.Done;
    }

    /// <summary>Two weeks that were, and two in which a service that runs beside sees rows arrive.</summary>
    private static ShopOptions AroundNow(TimeProvider time)
    {
        DateTimeOffset today = new(time.GetUtcNow().Date, TimeSpan.Zero);
        return new ShopOptions { From = today.AddDays(-14), To = today.AddDays(14), Events = 40_000, Users = 2_000 };
    }

    private static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await SandboxServer.StartAsync(options, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or NotSupportedException)
        {
            throw new UsageException(e.Message);
        }
        catch (IOException)
        {
            throw new UsageException($"Port {options.Port} is taken. Name another with --port, or 0 for a free one.");
        }
    }

    private static KeyValuePair<string, string> DataFile(string text)
    {
        int at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new UsageException($"--data '{text}' names no file. Write RESOURCE=FILE, for example events=events.json.");
        }

        string resource = text[..at];
        return LogResource.Find(resource) is { IsMessage: false }
            ? new(resource, text[(at + 1)..])
            : throw Invocation.Unknown(resource, "resource", LogResource.All.Select(one => one.Name));
    }

    private static Sandbox.Faults.Fault FaultOf(string text) =>
        Sandbox.Faults.Fault.TryParse(text, out Sandbox.Faults.Fault? fault, out string? error) ? fault! : throw new UsageException(error!);
}
