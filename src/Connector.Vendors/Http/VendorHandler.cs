using System.Net;

namespace Connector.Vendors.Http;

/// <summary>The way out to other people's servers; one for the life of the process.</summary>
public static class VendorHandler
{
    /// <remarks>
    /// Redirects are not followed, so that a token never reaches a host the config does not name. Bodies come as they are on
    /// the wire: who reads them counts the bytes and looks for the end of the compression.
    /// </remarks>
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        // The ids of our traces are no business of other people's servers.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        // A name that moves to another address is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
