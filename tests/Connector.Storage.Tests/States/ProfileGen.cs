using Connector.Core.Catalog;
using Connector.Core.Profiles;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Storage.Tests.States;

/// <summary>Profiles of every shape.</summary>
internal static class ProfileGen
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements("", "a", "a@x.io", "Санкт-Петербург", "\U0001F600", "nul\0inside", new string('x', 41), new string('ж', 42), new string('я', 5000)),
        Gen.ArrayOf(Gen.Choose(' ', '\u2fff')).Select(codes => string.Concat(codes.Select(code => (char)code))));

    private static readonly Gen<long> Time = Gen.OneOf(
        Gen.Elements(0, -1, long.MinValue, long.MaxValue, Sample.Noon),
        Gen.Choose(-100_000, 100_000).Select(offset => Sample.Noon + offset));

    private static readonly Gen<Stamp> AnyStamp = from at in Time from received in Time select new Stamp(at, received);

    private static readonly Gen<(string? Value, Stamp Stamp)> Register = Gen.OneOf(
        Gen.Constant<(string?, Stamp)>((null, default)),
        from value in Text from stamp in AnyStamp select ((string?)value, stamp));

    private static readonly Gen<List<ListElement>?> Elements = Gen.OneOf(
        Gen.Constant<List<ListElement>?>(null),
        (from value in Text from stamp in AnyStamp select new ListElement(value, stamp)).ListOf().Select(list => (List<ListElement>?)[.. list]));

    private static readonly Gen<FieldState> Field =
        from plain in Register
        from fill in Register
        from elements in Elements
        select new FieldState { Plain = plain.Value, PlainStamp = plain.Stamp, Fill = fill.Value, FillStamp = fill.Stamp, Elements = elements };

    private static readonly Gen<(SubscriptionStatus? Status, Stamp Stamp)> Status = Gen.OneOf(
        Gen.Constant<(SubscriptionStatus?, Stamp)>((null, default)),
        from status in Gen.Elements(Enum.GetValues<SubscriptionStatus>()) from stamp in AnyStamp select ((SubscriptionStatus?)status, stamp));

    private static readonly Gen<SubscriptionState> Subscription =
        from resource in Text
        from channel in Gen.Elements(Enum.GetValues<Channel>())
        from provider in Register
        from address in Text
        from addressStamp in AnyStamp
        from set in Status
        from kept in Status
        select new SubscriptionState(resource, channel, provider.Value, address, addressStamp)
        {
            Set = set.Status,
            SetStamp = set.Stamp,
            Kept = kept.Status,
            KeptStamp = kept.Stamp,
        };

    public static readonly Gen<ProfileState> Profile =
        from created in Time
        from updated in Time
        from fields in (from name in Text from field in Field select (name, field)).ListOf()
        from devices in (from id in Text from stamp in AnyStamp select new DeviceState(id, stamp)).ListOf()
        from subscriptions in Subscription.ListOf()
        select Fill(new ProfileState(5, "customers", created) { UpdatedAt = updated }, fields, devices, subscriptions);

    private static ProfileState Fill(
        ProfileState profile,
        IEnumerable<(string Name, FieldState Field)> fields,
        IEnumerable<DeviceState> devices,
        IEnumerable<SubscriptionState> subscriptions)
    {
        foreach ((string name, FieldState field) in fields)
        {
            profile.Fields[name] = field;
        }

        profile.Devices.AddRange(devices);
        profile.Subscriptions.AddRange(subscriptions);
        return profile;
    }
}
