using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Core.Subscriptions;

/// <summary>How statuses and addresses enter a subscription. Each operation is commutative, associative and idempotent over stamps, and returns whether anything changed.</summary>
public static class SubscriptionMerge
{
    /// <summary>A status that is set: the newest event's stays.</summary>
    public static bool Say(this SubscriptionState state, SubscriptionStatus status, Stamp stamp)
    {
        if (state.IsFinal() || (state.Set is { } set && !IsLater(stamp, status, state.SetStamp, set)))
        {
            return false;
        }

        state.Set = status;
        state.SetStamp = stamp;
        return true;
    }

    /// <summary>A status that only fills: the oldest stays, and any that was set beats it, whichever was read first.</summary>
    public static bool Keep(this SubscriptionState state, SubscriptionStatus status, Stamp stamp)
    {
        if (state.IsFinal() || (state.Kept is { } kept && !IsLater(state.KeptStamp, kept, stamp, status)))
        {
            return false;
        }

        state.Kept = status;
        state.KeptStamp = stamp;
        return true;
    }

    /// <summary>The oldest event's spelling of the address stays.</summary>
    public static bool Spell(this SubscriptionState state, string address, Stamp stamp)
    {
        int age = stamp.CompareTo(state.AddressStamp);
        if (age > 0 || (age == 0 && string.CompareOrdinal(address, state.Address) >= 0))
        {
            return false;
        }

        state.Address = address;
        state.AddressStamp = stamp;
        return true;
    }

    /// <summary>Everything that another subscription to the same address knows.</summary>
    public static void Merge(this SubscriptionState state, SubscriptionState other)
    {
        if (other.IsFinal() && !state.IsFinal())
        {
            (state.Set, state.SetStamp) = (other.Set, other.SetStamp);
        }
        else if (other.Set is { } set)
        {
            state.Say(set, other.SetStamp);
        }

        if (other.Kept is { } kept)
        {
            state.Keep(kept, other.KeptStamp);
        }

        state.Spell(other.Address, other.AddressStamp);
    }

    /// <summary>Nothing that is imported changes it any more.</summary>
    private static bool IsFinal(this SubscriptionState state) =>
        state.Status is SubscriptionStatus.Complained or SubscriptionStatus.HardBounced or SubscriptionStatus.Invalid;

    private static bool IsLater(Stamp stamp, SubscriptionStatus status, Stamp than, SubscriptionStatus thanStatus)
    {
        int byStamp = stamp.CompareTo(than);
        return byStamp > 0 || (byStamp == 0 && string.CompareOrdinal(status.Name(), thanStatus.Name()) > 0);
    }
}
