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

    private static readonly Gen<List<FormerValue>?> Former = Gen.OneOf(
        Gen.Constant<List<FormerValue>?>(null),
        (from value in Text from stamp in AnyStamp select new FormerValue(value, stamp)).ListOf().Select(list => (List<FormerValue>?)[.. list]));

    private static readonly Gen<FieldState> Field =
        from plain in Register
        from fill in Register
        from match in Register
        from newest in AnyStamp
        from former in Former
        from elements in Elements
        select Matched(new FieldState { Plain = plain.Value, PlainStamp = plain.Stamp, Fill = fill.Value, FillStamp = fill.Stamp, Former = former, Elements = elements }, match, newest);

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

    private static readonly Gen<DeviceState> Device =
        from id in Text
        from stamp in AnyStamp
        from kind in Gen.Elements(Enum.GetValues<DeviceKind>())
        from isAway in Gen.Elements(false, false, true)
        from others in AnyStamp.ArrayOf()
        from isNewest in Gen.Elements(false, true)
        let signIns = others.Length == 0 ? null : (isNewest ? others.Append(stamp) : others).Distinct().Order().ToList()
        select new DeviceState(new DeviceId(kind, id), stamp) { IsAway = isAway, SignIns = signIns };

    private static readonly Gen<ProfilePart> Part =
        from id in Gen.Choose(1, int.MaxValue)
        from created in Time
        from updated in Time
        from split in AnyStamp
        from fields in (from name in Text from field in Field select (name, field)).ListOf()
        from devices in Device.ListOf()
        from subscriptions in Subscription.ListOf()
        select new ProfilePart(id, Fill(new ProfileContents(created) { UpdatedAt = updated, SplitAt = split }, fields, devices, subscriptions));

    private static FieldState Matched(FieldState field, (string? Value, Stamp Stamp) match, Stamp newest)
    {
        if (match.Value is not null)
        {
            (field.Match, field.MatchStamp, field.MatchNewest) = (match.Value, match.Stamp, newest);
        }

        return field;
    }

    public static readonly Gen<ProfileState> Profile =
        from created in Time
        from updated in Time
        from fields in (from name in Text from field in Field select (name, field)).ListOf()
        from devices in Device.ListOf()
        from subscriptions in Subscription.ListOf()
        from user in Gen.Elements(null, null, "anna", "я")
        from split in AnyStamp
        from parts in Gen.OneOf(Gen.Constant<IEnumerable<ProfilePart>>([]), Part.ListOf().Select(list => list.AsEnumerable()))
        select Merged(Fill(new ProfileContents(created) { UpdatedAt = updated, CustomUserId = user, SplitAt = user is null ? default : split }, fields, devices, subscriptions), parts);

    private static ProfileState Merged(ProfileContents own, IEnumerable<ProfilePart> parts) =>
        new(5, "customers", parts.Any() ? ProfileFold.Of(own, parts) : own);

    private static ProfileContents Fill(
        ProfileContents profile,
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
