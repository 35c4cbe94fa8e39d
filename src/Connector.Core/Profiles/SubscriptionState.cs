using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>One subscription: a resource, a channel, for push a provider, and an address.</summary>
public sealed class SubscriptionState(string resource, Channel channel, string? provider, string address, Stamp addressStamp)
{
    public string Resource { get; } = resource;

    public Channel Channel { get; } = channel;

    /// <summary>Altcraft's name of the push provider; null for other channels.</summary>
    public string? Provider { get; } = provider;

    /// <summary>As the oldest event spelt it. Addresses compare without case.</summary>
    public string Address { get; set; } = address;

    public Stamp AddressStamp { get; set; } = addressStamp;

    /// <summary>The newest status that was set; null: none was.</summary>
    public SubscriptionStatus? Set { get; set; }

    public Stamp SetStamp { get; set; }

    /// <summary>The oldest status that only fills (<c>statusWhenExists: keep</c>); null: none.</summary>
    public SubscriptionStatus? Kept { get; set; }

    public Stamp KeptStamp { get; set; }

    public SubscriptionStatus Status => Set ?? Kept ?? SubscriptionStatus.Subscribed;

    public bool IsSame(SubscriptionState other) =>
        Channel == other.Channel
        && Resource == other.Resource
        && Provider == other.Provider
        && Address.Equals(other.Address, StringComparison.OrdinalIgnoreCase);

    public SubscriptionState Copy() => new(Resource, Channel, Provider, Address, AddressStamp)
    {
        Set = Set,
        SetStamp = SetStamp,
        Kept = Kept,
        KeptStamp = KeptStamp,
    };
}
