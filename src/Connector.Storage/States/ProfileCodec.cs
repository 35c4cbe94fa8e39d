using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.States;

/// <summary>The bytes that hold fields, devices and subscriptions of a profile. Not for several threads at once.</summary>
/// <remarks>
/// Version 1: version, then three lists, each a count and its items, then a CRC-32C of all before it (little-endian).
/// Field: name, parts (1 plain, 2 fill, 4 elements, 8 match), then of each part the text and its stamp; elements as a list of them; a match
/// has its newest stamp behind.
/// Device: id, stamp. Subscription: resource, channel, parts (1 provider, 2 set, 4 kept), provider, address, its stamp, then status
/// and stamp of set and kept. Counts and times are varints, texts have their length in front, times are told from the ones before.
/// </remarks>
internal sealed class ProfileCodec
{
    private const byte Version = 1;

    private readonly StateWriter _writer = new();
    private readonly NameCache _names = new();

    /// <returns>Good until the next call.</returns>
    public ReadOnlySpan<byte> Encode(ProfileState profile)
    {
        _writer.Begin(Version, profile.CreatedAt);
        _writer.Count(profile.Fields.Count);
        foreach ((string name, FieldState field) in profile.Fields.AsSpan())
        {
            _writer.Text(name);
            WriteField(field);
        }

        _writer.Count(profile.Devices.Count);
        foreach (DeviceState device in profile.Devices)
        {
            _writer.Text(device.Id);
            _writer.Stamp(device.Newest);
        }

        _writer.Count(profile.Subscriptions.Count);
        foreach (SubscriptionState subscription in profile.Subscriptions)
        {
            WriteSubscription(subscription);
        }

        return _writer.End();
    }

    /// <exception cref="StoreException">The bytes are damaged, or of a newer release.</exception>
    public ProfileContents Decode(long id, long createdAt, long updatedAt, ReadOnlySpan<byte> state)
    {
        var profile = new ProfileContents(createdAt) { UpdatedAt = updatedAt };
        try
        {
            var reader = new StateReader(state, createdAt, _names);
            if (reader.Byte() is > Version and var version)
            {
                throw new StoreException(
                    $"The profile {ProfileState.FormatId(id)} was written by a newer release (form {version}, this release knows {Version}). Use that release.");
            }

            Read(ref reader, profile);
            return reader.AtEnd ? profile : throw new DamagedStateException();
        }
        catch (DamagedStateException e)
        {
            throw new StoreException(
                $"The profile {ProfileState.FormatId(id)} is damaged in the store. Put a backup of the store in its place, or read the source again into a new one.", e);
        }
    }

    private static void Read(ref StateReader reader, ProfileContents profile)
    {
        int fields = reader.Count();
        profile.Fields.EnsureCapacity(fields);
        for (; fields > 0; fields--)
        {
            profile.Fields.Add(reader.Name(), ReadField(ref reader));
        }

        int devices = reader.Count();
        profile.Devices.EnsureCapacity(devices);
        for (; devices > 0; devices--)
        {
            profile.Devices.Add(new DeviceState(reader.Text(), reader.Stamp()));
        }

        int subscriptions = reader.Count();
        profile.Subscriptions.EnsureCapacity(subscriptions);
        for (; subscriptions > 0; subscriptions--)
        {
            profile.Subscriptions.Add(ReadSubscription(ref reader));
        }
    }

    private void WriteField(FieldState field)
    {
        _writer.Byte((byte)(
            (field.Plain is null ? FieldParts.None : FieldParts.Plain)
            | (field.Fill is null ? FieldParts.None : FieldParts.Fill)
            | (field.Elements is null ? FieldParts.None : FieldParts.Elements)
            | (field.Match is null ? FieldParts.None : FieldParts.Match)));

        if (field.Plain is { } plain)
        {
            _writer.Text(plain);
            _writer.Stamp(field.PlainStamp);
        }

        if (field.Fill is { } fill)
        {
            _writer.Text(fill);
            _writer.Stamp(field.FillStamp);
        }

        if (field.Elements is { } elements)
        {
            _writer.Count(elements.Count);
            foreach (ListElement element in elements)
            {
                _writer.Text(element.Value);
                _writer.Stamp(element.Stamp);
            }
        }

        if (field.Match is { } match)
        {
            _writer.Text(match);
            _writer.Stamp(field.MatchStamp);
            _writer.Stamp(field.MatchNewest);
        }
    }

    private static FieldState ReadField(ref StateReader reader)
    {
        var parts = (FieldParts)reader.Byte();
        var field = new FieldState();
        if (parts > FieldParts.All)
        {
            throw new DamagedStateException();
        }

        if (parts.HasFlag(FieldParts.Plain))
        {
            field.Plain = reader.Text();
            field.PlainStamp = reader.Stamp();
        }

        if (parts.HasFlag(FieldParts.Fill))
        {
            field.Fill = reader.Text();
            field.FillStamp = reader.Stamp();
        }

        if (parts.HasFlag(FieldParts.Elements))
        {
            int count = reader.Count();
            field.Elements = new List<ListElement>(count);
            for (; count > 0; count--)
            {
                field.Elements.Add(new ListElement(reader.Text(), reader.Stamp()));
            }
        }

        if (parts.HasFlag(FieldParts.Match))
        {
            field.Match = reader.Text();
            field.MatchStamp = reader.Stamp();
            field.MatchNewest = reader.Stamp();
        }

        return field;
    }

    private void WriteSubscription(SubscriptionState subscription)
    {
        _writer.Text(subscription.Resource);
        _writer.Byte((byte)subscription.Channel);
        _writer.Byte((byte)(
            (subscription.Provider is null ? SubscriptionParts.None : SubscriptionParts.Provider)
            | (subscription.Set is null ? SubscriptionParts.None : SubscriptionParts.Set)
            | (subscription.Kept is null ? SubscriptionParts.None : SubscriptionParts.Kept)));

        if (subscription.Provider is { } provider)
        {
            _writer.Text(provider);
        }

        _writer.Text(subscription.Address);
        _writer.Stamp(subscription.AddressStamp);
        if (subscription.Set is { } set)
        {
            _writer.Byte((byte)set);
            _writer.Stamp(subscription.SetStamp);
        }

        if (subscription.Kept is { } kept)
        {
            _writer.Byte((byte)kept);
            _writer.Stamp(subscription.KeptStamp);
        }
    }

    private static SubscriptionState ReadSubscription(ref StateReader reader)
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
    private enum FieldParts : byte
    {
        None = 0,
        Plain = 1,
        Fill = 2,
        Elements = 4,
        Match = 8,
        All = Plain | Fill | Elements | Match,
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
