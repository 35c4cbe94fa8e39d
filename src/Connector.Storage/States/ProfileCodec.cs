using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.States;

/// <summary>The bytes that hold what is known of a profile. Not for several threads at once.</summary>
/// <remarks>
/// Form 1: the form, then fields, devices and subscriptions, each a count and its items, then a CRC-32C of all before it
/// (little-endian). Form 2, of those who are known by more than that, has in front of the fields the user's id, empty for none, and the stamp of the last
/// split, and behind the subscriptions a count of parts: of each id, times of creation and change, stamp of the last split and the three lists.
/// The lists before are the profile's own then, and what is seen is folded from all. Form 3 is form 2 with former values of fields, which an earlier release does not read.
/// Counts and times are varints, texts have their length in front, times are told from the ones before.
/// </remarks>
internal sealed class ProfileCodec
{
    private const byte Plain = 1;
    private const byte Known = 2;
    private const byte Newest = 3;

    private readonly StateWriter _writer = new();
    private readonly NameCache _names = new();

    /// <returns>Good until the next call.</returns>
    public ReadOnlySpan<byte> Encode(ProfileState profile)
    {
        ProfileContents contents = profile.Read();
        byte form = FormOf(contents);
        _writer.Begin(form, contents.CreatedAt);
        if (form == Plain)
        {
            WriteLists(contents, form);
            return _writer.End();
        }

        _writer.Text(contents.CustomUserId ?? "");
        _writer.Stamp(contents.SplitAt);
        WriteLists(contents.Own ?? contents, form);
        _writer.Count(contents.Parts.Count);
        foreach (ProfilePart part in contents.Parts)
        {
            _writer.Stamp(new Stamp(part.Id, 0));
            _writer.Stamp(new Stamp(part.Contents.CreatedAt, part.Contents.UpdatedAt));
            _writer.Stamp(part.Contents.SplitAt);
            WriteLists(part.Contents, form);
        }

        return _writer.End();
    }

    /// <exception cref="StoreException">The bytes are damaged, or of a newer release.</exception>
    public ProfileContents Decode(long id, long createdAt, long updatedAt, ReadOnlySpan<byte> state)
    {
        try
        {
            var reader = new StateReader(state, createdAt, _names);
            byte form = reader.Byte();
            if (form > Newest)
            {
                throw new StoreException(
                    $"The profile {ProfileState.FormatId(id)} was written by a newer release (form {form}, this release knows {Newest}). Use that release.");
            }

            ProfileContents contents = Read(ref reader, form, createdAt, updatedAt);
            return reader.AtEnd ? contents : throw new DamagedStateException();
        }
        catch (DamagedStateException e)
        {
            throw new StoreException(
                $"The profile {ProfileState.FormatId(id)} is damaged in the store. Put a backup of the store in its place, or read the source again into a new one.", e);
        }
    }

    /// <summary>Most profiles are known by nothing but what form 1 holds, which is shorter.</summary>
    private static byte FormOf(ProfileContents contents) =>
        HasFormer(contents) || contents.Parts.Exists(part => HasFormer(part.Contents)) || (contents.Own is { } own && HasFormer(own)) ? Newest
        : contents.CustomUserId is null && contents.SplitAt == default && contents.Parts.Count == 0 && contents.Devices.TrueForAll(DeviceCodec.IsPlain) ? Plain
        : Known;

    private static bool HasFormer(ProfileContents contents)
    {
        foreach ((_, FieldState field) in contents.Fields.AsSpan())
        {
            if (field.Former is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static ProfileContents Read(ref StateReader reader, byte form, long createdAt, long updatedAt)
    {
        var own = new ProfileContents(createdAt) { UpdatedAt = updatedAt };
        if (form == Plain)
        {
            ReadLists(ref reader, own, form);
            return own;
        }

        own.CustomUserId = reader.Text() is { Length: > 0 } user ? user : null;
        own.SplitAt = reader.Stamp();
        ReadLists(ref reader, own, form);
        int count = reader.Count();
        var parts = new List<ProfilePart>(count);
        for (; count > 0; count--)
        {
            long id = reader.Stamp().EventTime;
            Stamp times = reader.Stamp();
            var contents = new ProfileContents(times.EventTime) { UpdatedAt = times.ReceiveTime, SplitAt = reader.Stamp() };
            ReadLists(ref reader, contents, form);
            parts.Add(new ProfilePart(id, contents));
        }

        return parts.Count == 0 ? own : ProfileFold.Of(own, parts);
    }

    private void WriteLists(ProfileContents contents, byte form)
    {
        _writer.Count(contents.Fields.Count);
        foreach ((string name, FieldState field) in contents.Fields.AsSpan())
        {
            _writer.Text(name);
            FieldCodec.Write(_writer, field);
        }

        _writer.Count(contents.Devices.Count);
        foreach (DeviceState device in contents.Devices)
        {
            DeviceCodec.Write(_writer, device, form);
        }

        _writer.Count(contents.Subscriptions.Count);
        foreach (SubscriptionState subscription in contents.Subscriptions)
        {
            SubscriptionCodec.Write(_writer, subscription);
        }
    }

    private static void ReadLists(ref StateReader reader, ProfileContents contents, byte form)
    {
        int fields = reader.Count();
        contents.Fields.EnsureCapacity(fields);
        for (; fields > 0; fields--)
        {
            contents.Fields.Add(reader.Name(), FieldCodec.Read(ref reader));
        }

        int devices = reader.Count();
        contents.Devices.EnsureCapacity(devices);
        for (; devices > 0; devices--)
        {
            contents.Devices.Add(DeviceCodec.Read(ref reader, form));
        }

        int subscriptions = reader.Count();
        contents.Subscriptions.EnsureCapacity(subscriptions);
        for (; subscriptions > 0; subscriptions--)
        {
            contents.Subscriptions.Add(SubscriptionCodec.Read(ref reader));
        }
    }
}
