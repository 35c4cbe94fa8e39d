using Connector.Core.Subscriptions;

namespace Connector.Core.Profiles;

/// <summary>Makes one profile of several: every part merges as if its records had been read into one from the start.</summary>
public static class ProfileFold
{
    /// <summary>What is seen of a profile with parts.</summary>
    /// <returns>A copy; the parts stay as they are.</returns>
    public static ProfileContents Of(ProfileContents own, IEnumerable<ProfilePart> parts)
    {
        var whole = new ProfileContents(own.CreatedAt) { UpdatedAt = own.UpdatedAt, CustomUserId = own.CustomUserId, SplitAt = own.SplitAt, Own = own };
        whole.Parts.AddRange(parts);
        Fold(own, whole);
        foreach (ProfilePart part in whole.Parts)
        {
            Fold(part.Contents, whole);
        }

        return whole;
    }

    /// <summary>Folds one device anew, of which a source has said something.</summary>
    /// <returns>The device, if the whole did not have it before.</returns>
    public static DeviceState? Refold(ProfileContents whole, DeviceId device)
    {
        DeviceState? folded = null;
        foreach (ProfileContents source in whole.Parts.Select(part => part.Contents).Prepend(whole.Own!))
        {
            if (source.Devices.Find(one => one.Device == device) is not { } said)
            {
                continue;
            }

            if (folded is null)
            {
                folded = said.Copy();
            }
            else
            {
                Fold(source, said, folded);
            }
        }

        int place = whole.Devices.FindIndex(one => one.Device == device);
        if (place >= 0)
        {
            whole.Devices[place] = folded!;
            return null;
        }

        whole.Devices.Add(folded!);
        return folded;
    }

    private static void Fold(ProfileContents part, ProfileContents whole)
    {
        foreach ((string name, FieldState field) in part.Fields)
        {
            if (!whole.Fields.TryGetValue(name, out FieldState? merged))
            {
                whole.Fields.Add(name, merged = new FieldState());
            }

            Fold(field, merged);
        }

        foreach (DeviceState device in part.Devices)
        {
            if (whole.Devices.Find(one => one.Device == device.Device) is { } known)
            {
                Fold(part, device, known);
            }
            else
            {
                whole.Devices.Add(device.Copy());
            }
        }

        foreach (SubscriptionState subscription in part.Subscriptions)
        {
            if (whole.Subscriptions.Find(one => one.IsSame(subscription)) is { } known)
            {
                known.Merge(subscription);
            }
            else
            {
                whole.Subscriptions.Add(subscription.Copy());
            }
        }
    }

    /// <summary>When the user was seen with a device counts, not when somebody was; but who was split off brings the sign-ins it took over.</summary>
    private static void Fold(ProfileContents part, DeviceState said, DeviceState whole)
    {
        whole.IsAway &= said.IsAway;
        if (part.SplitAt != default)
        {
            whole.TakeOver(said);
        }
    }

    private static void Fold(FieldState part, FieldState whole)
    {
        if (part.Plain is { } plain)
        {
            whole.Write(plain, part.PlainStamp);
        }

        if (part.Fill is { } fill)
        {
            whole.FillIn(fill, part.FillStamp);
        }

        if (part.Match is { } match)
        {
            whole.MatchWith(match, part.MatchStamp);
            whole.MatchNewest = whole.MatchNewest < part.MatchNewest ? part.MatchNewest : whole.MatchNewest;
        }

        foreach (FormerValue former in part.Former ?? [])
        {
            whole.AddFormer(former);
        }

        foreach (ListElement element in part.Elements ?? [])
        {
            whole.AddElement(element.Value, element.Stamp);
        }
    }
}
