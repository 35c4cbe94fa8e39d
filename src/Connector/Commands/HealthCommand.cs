using System.CommandLine;
using System.Text.Json;
using Connector.Service;

namespace Connector.Commands;

/// <summary><c>connector health</c>: asks a running service whether it can do its work, as a supervisor does.</summary>
internal sealed class HealthCommand : ConnectorCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Option<string> _url = SharedOptions.Text("--url", "URL", "Where the service listens. Default: the settings' address.");

    public HealthCommand()
        : base(
            "health",
            "Asks a running service whether it can do its work. Exits with 0 when it can, else with 3.",
            "health",
            "health --url http://127.0.0.1:9000 --quiet")
    {
        Add(_url);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        Uri url = Address(call.Get(_url) ?? ListenUrls.Read(call.Settings.Urls)[0]);
        using var http = new HttpClient(call.Way, disposeHandler: false) { Timeout = Patience };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(url, "/health/ready"), cancellationToken);
            using JsonDocument ready = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            Write(call, ready.RootElement);
            return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Unreachable;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            call.Messages.Say($"No service answers at {url}. Start it with 'connector run', or name its address with --url.");
            return ExitCode.Unreachable;
        }
    }

    /// <summary>A service that listens on every address of the machine is asked on loopback.</summary>
    private static Uri Address(string url)
    {
        try
        {
            BindingAddress address = BindingAddress.Parse(url);
            string host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
            return new UriBuilder(address.Scheme, host, address.Port).Uri;
        }
        catch (FormatException)
        {
            throw new UsageException($"'{url}' is no address. Write {ListenUrls.Default}, or where the service listens.");
        }
    }

    private static void Write(Invocation call, JsonElement ready)
    {
        if (call.IsJson)
        {
            call.Out.Line(ready.GetRawText());
        }
        else if (!call.IsQuiet)
        {
            call.Out.Line(ready.GetProperty("status").GetString()!);
            foreach (JsonElement check in ready.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("text").ValueKind == JsonValueKind.String))
            {
                call.Out.Line($"  {check.GetProperty("name").GetString()}: {check.GetProperty("text").GetString()}");
            }
        }
    }
}
