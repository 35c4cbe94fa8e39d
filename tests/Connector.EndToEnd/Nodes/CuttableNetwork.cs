using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Connector.EndToEnd.Nodes;

/// <summary>A network that one process has for itself, and that a test can cut without anybody being told.</summary>
/// <remarks>
/// Where the tests may make one, it is a network namespace of the kernel with one cable to this machine, which is pulled: packets get lost. Elsewhere
/// it is a way through loopback that stops forwarding, for the store alone. Servers stay on loopback; forwarders at this end of the cable lead to them.
/// </remarks>
internal sealed class CuttableNetwork : IAsyncDisposable
{
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"cn{Environment.ProcessId}");
    private readonly List<Forwarder> _forwarders = [];

    public CuttableNetwork()
    {
        int place = Environment.ProcessId % (1 << 14) * 4;
        Near = new IPAddress([198, 18, (byte)(place >> 8), (byte)(place + 1)]);
        IsNamespace = Environment.UserName == "root" && TryIp("netns", "add", _name);
        if (!IsNamespace)
        {
            Near = IPAddress.Loopback;
            return;
        }

        string far = string.Create(CultureInfo.InvariantCulture, $"198.18.{place >> 8}.{(byte)(place + 2)}/30");
        Ip("link", "add", Cable, "type", "veth", "peer", "name", "far", "netns", _name);
        Ip("addr", "add", $"{Near}/30", "dev", Cable);
        Ip("link", "set", Cable, "up");
        Ip("-n", _name, "addr", "add", far, "dev", "far");
        Ip("-n", _name, "link", "set", "far", "up");
        Ip("-n", _name, "link", "set", "lo", "up");
    }

    /// <summary>Else: a forwarder that stops.</summary>
    public bool IsNamespace { get; }

    /// <summary>What starts a program inside.</summary>
    public IReadOnlyList<string> Within => IsNamespace ? ["ip", "netns", "exec", _name] : [];

    /// <summary>This machine's end of the cable; what listens there is reached from both sides.</summary>
    private IPAddress Near { get; }

    private string Cable => _name + "n";

    /// <summary>Leads from inside to a port of this machine's loopback.</summary>
    public IPEndPoint Lead(int port)
    {
        var forwarder = new Forwarder(Near, port);
        _forwarders.Add(forwarder);
        return forwarder.Address;
    }

    public void Cut()
    {
        if (IsNamespace)
        {
            Ip("link", "set", Cable, "down");
        }
        else
        {
            _forwarders.ForEach(forwarder => forwarder.Hold());
        }
    }

    public void Mend()
    {
        if (IsNamespace)
        {
            Ip("link", "set", Cable, "up");
        }
        else
        {
            _forwarders.ForEach(forwarder => forwarder.Release());
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Forwarder forwarder in _forwarders)
        {
            await forwarder.DisposeAsync();
        }

        if (IsNamespace)
        {
            // The cable goes with it.
            Ip("netns", "del", _name);
        }
    }

    private static void Ip(params string[] arguments) => Assert.True(TryIp(arguments), $"ip {string.Join(' ', arguments)} failed.");

    private static bool TryIp(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
