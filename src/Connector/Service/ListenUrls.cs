using Connector.Commands;

namespace Connector.Service;

/// <summary>Where the service listens.</summary>
internal static class ListenUrls
{
    public const string Default = "http://127.0.0.1:8080";

    private static readonly string[] AllAddresses = ["*", "+", "0.0.0.0", "[::]"];

    /// <param name="text">One address or several, with semicolons between.</param>
    /// <exception cref="UsageException">One is no address to listen on.</exception>
    public static IReadOnlyList<string> Read(string text)
    {
        string[] urls = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return urls.Length == 0 ? throw Wrong(text) : [.. urls.Select(ReadOne)];
    }

    /// <summary>Others than programs of this machine can connect.</summary>
    public static bool IsOpenToOthers(string url)
    {
        BindingAddress address = BindingAddress.Parse(url);
        return !address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out System.Net.IPAddress? ip) && System.Net.IPAddress.IsLoopback(ip));
    }

    private static string ReadOne(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw Wrong(url);
        }

        if (address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"The service speaks http alone, not {url}. Put a proxy that has the certificate before it.");
        }

        bool isHost = AllAddresses.Contains(address.Host) || Uri.CheckHostName(address.Host.Trim('[', ']')) is not UriHostNameType.Unknown;
        return address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && isHost && address.Port is >= 0 and <= 65535 && address.PathBase.Length == 0 && !address.IsUnixPipe
            ? address.Port == 0 && address.Host == "localhost"
                ? throw new UsageException("localhost has two addresses, so it needs a port. Write http://127.0.0.1:0 for any free port.")
                : url
            : throw Wrong(url);
    }

    private static UsageException Wrong(string url) => new($"'{url}' is no address to listen on. Write {Default}, or http://*:8080 for every address of this machine.");
}
