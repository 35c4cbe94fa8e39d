using System.Net;
using System.Net.Sockets;

namespace Connector.Service.Access;

/// <summary>Counts failed attempts by address: a few are a slip, more are a search and have to wait.</summary>
/// <remarks>
/// A right token passes at any time: behind a proxy all come from one address, and one broken client must not lock out the others. Tokens
/// are too long to be guessed; what is limited is the noise.
/// </remarks>
internal sealed class AttemptLimit(TimeProvider time)
{
    /// <summary>Failed attempts that an address has at once.</summary>
    public const int Burst = 10;

    /// <summary>How long it takes to get one back.</summary>
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);

    private const int MostAddresses = 10_000;

    private readonly Lock _gate = new();

    /// <summary>For each address, when all its attempts will be back.</summary>
    private readonly Dictionary<IPAddress, DateTimeOffset> _fullAt = [];

    /// <summary>Addresses that are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _fullAt.Count;
            }
        }
    }

    /// <summary>Counts a failed attempt.</summary>
    /// <returns>How long to wait before the next; null: it was within the limit.</returns>
    public TimeSpan? Fail(IPAddress? from)
    {
        IPAddress address = NetworkOf(from ?? IPAddress.None);
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            DateTimeOffset fullAt = _fullAt.GetValueOrDefault(address);
            fullAt = (fullAt > now ? fullAt : now) + Refill;
            TimeSpan over = fullAt - now - (Refill * Burst);
            if (over > TimeSpan.Zero)
            {
                return over;
            }

            if (_fullAt.Count >= MostAddresses)
            {
                Forget(now);
            }

            _fullAt[address] = fullAt;
            return null;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (IPAddress calm in _fullAt.Where(one => one.Value <= now).Select(one => one.Key).ToArray())
        {
            _fullAt.Remove(calm);
        }

        if (_fullAt.Count >= MostAddresses)
        {
            _fullAt.Clear();
        }
    }

    /// <summary>One who has an IPv6 address has 2^64 of them.</summary>
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
