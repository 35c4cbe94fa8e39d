using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Storage.States;

/// <summary>A subscription: resource, channel, parts (1 provider, 2 set, 4 kept), provider, address, its stamp, then status and stamp of set and kept.</summary>
internal static class SubscriptionCodec
{
    public static void Write(StateWriter writer, SubscriptionState subscription)
    {
        writer.Text(subscription.Resource);
        writer.Byte((byte)subscription.Channel);
        writer.Byte((byte)(
            (subscription.Provider is null ? SubscriptionParts.None : SubscriptionParts.Provider)
            | (subscription.Set is null ? SubscriptionParts.None : SubscriptionParts.Set)
            | (subscription.Kept is null ? SubscriptionParts.None : SubscriptionParts.Kept)));

        if (subscription.Provider is { } provider)
        {
            writer.Text(provider);
        }

        writer.Text(subscription.Address);
        writer.Stamp(subscription.AddressStamp);
        if (subscription.Set is { } set)
        {
            writer.Byte((byte)set);
            writer.Stamp(subscription.SetStamp);
        }

        if (subscription.Kept is { } kept)
        {
            writer.Byte((byte)kept);
            writer.Stamp(subscription.KeptStamp);
        }
    }

    public static SubscriptionState Read(ref StateReader reader)
    {
        string resource = reader.Name();
        var channel = (Channel)reader.Byte();
        var parts = (SubscriptionParts)reader.Byte();
        if (channel > Channel.Push || parts > SubscriptionParts.All)
        {
            throw new DamagedStateException();
        }

        string? provider = parts.HasFlag(SubscriptionParts.Provider) ? reader.Name() : null;
        var subscription = new SubscriptionState(resource, channel, provider, reader.Text(), reader.Stamp());
        if (parts.HasFlag(SubscriptionParts.Set))
        {
            subscription.Set = ReadStatus(ref reader);
            subscription.SetStamp = reader.Stamp();
        }

        if (parts.HasFlag(SubscriptionParts.Kept))
        {
            subscription.Kept = ReadStatus(ref reader);
            subscription.KeptStamp = reader.Stamp();
        }

        return subscription;
    }

    private static SubscriptionStatus ReadStatus(ref StateReader reader)
    {
        var status = (SubscriptionStatus)reader.Byte();
        return status <= SubscriptionStatus.Invalid ? status : throw new DamagedStateException();
    }

    [Flags]
    private enum SubscriptionParts : byte
    {
        None = 0,
        Provider = 1,
        Set = 2,
        Kept = 4,
        All = Provider | Set | Kept,
    }
}
