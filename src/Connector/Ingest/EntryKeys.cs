using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Connector.Core.Catalog;

namespace Connector.Ingest;

/// <summary>Who may send: the applications of the config in use, by their id and key.</summary>
internal sealed class EntryKeys(Func<ConnectorCatalog> catalog, TimeProvider time)
{
    private static readonly Sender Nobody = new("", new MetrixSource("", "", null, MetrixSource.DefaultLargestBody, null), RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes), null);

    private readonly Lock _gate = new();
    private volatile Known _known = new(null, FrozenDictionary<string, Sender>.Empty);

    /// <returns>Null: there is no such application, or the key is another; it takes as long either way.</returns>
    public Sender? Find(string application, string key)
    {
        Known known = Refresh();
        bool exists = known.Senders.TryGetValue(application, out Sender? sender);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        bool fits = CryptographicOperations.FixedTimeEquals(hash, (sender ?? Nobody).KeyHash);
        return exists & fits ? sender : null;
    }

    private Known Refresh()
    {
        ConnectorCatalog now = catalog();
        if (ReferenceEquals(_known.Catalog, now))
        {
            return _known;
        }

        // One at a time: two would count what one sender sends twice.
        lock (_gate)
        {
            return ReferenceEquals(_known.Catalog, now)
                ? _known
                : _known = new Known(now, SendersOf(now, _known.Senders).ToFrozenDictionary(StringComparer.Ordinal));
        }
    }

    private Dictionary<string, Sender> SendersOf(ConnectorCatalog now, FrozenDictionary<string, Sender> before)
    {
        var senders = new Dictionary<string, Sender>(StringComparer.Ordinal);
        foreach (Integration integration in now.Integrations.Values)
        {
            if (integration is not { Active: true, Source: MetrixSource source })
            {
                continue;
            }

            // One that did not change keeps the count of what it has sent.
            bool same = before.TryGetValue(source.ApplicationId, out Sender? known) && known.Source == source && known.Integration == integration.Name;
            byte[] hash = new byte[SHA256.HashSizeInBytes];
            Hash(source.ApiKey, hash);
            senders[source.ApplicationId] = same ? known! : new Sender(integration.Name, source, hash, source.Rate is { } rate ? new RateLimit(rate, time) : null);
        }

        return senders;
    }

    private static void Hash(string key, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(key, bytes, out int written))
        {
            SHA256.HashData(bytes[..written], hash);
        }
        else
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        }
    }

    private sealed record Known(ConnectorCatalog? Catalog, FrozenDictionary<string, Sender> Senders);
}

/// <summary>One application that may send.</summary>
/// <param name="Limit">Null: it may send as much as it likes.</param>
internal sealed record Sender(string Integration, MetrixSource Source, byte[] KeyHash, RateLimit? Limit);
