using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>A value that a field by which profiles are found had once.</summary>
/// <param name="Newest">The newest event that said it.</param>
public readonly record struct FormerValue(string Value, Stamp Newest);

/// <summary>
/// Values that went from a field by which profiles are found. A record from the time of such a value is about the profile still: read again, it must not make another.
/// </summary>
/// <remarks>It is known of single values alone, for a list loses none.</remarks>
public static class FormerValues
{
    /// <summary>The newest so many of a field are kept.</summary>
    public const int Most = 8;

    /// <summary>Keeps what a plain mapping took out of sight, or what it said too late to be seen.</summary>
    /// <param name="before">What was <see cref="Said"/> before it.</param>
    /// <param name="written">By it; empty: it cleared the field.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool KeepFormer(this FieldState state, Field field, FormerValue? before, FormerValue written)
    {
        string? now = state.Visible() is { } visible ? FieldValue.KeyOf(field, visible) : null;
        bool isKept = before is { } lost && IsOther(lost) && state.AddFormer(lost);
        return (IsOther(written) && state.AddFormer(written)) || isKept;

        bool IsOther(FormerValue one) => one.Value.Length > 0 && FieldValue.KeyOf(field, one.Value) is { } key && key != now;
    }

    /// <summary>Commutative, associative and idempotent, as long as no value comes back.</summary>
    public static bool AddFormer(this FieldState state, FormerValue former)
    {
        List<FormerValue> all = state.Former ?? [];
        int known = all.FindIndex(one => one.Value == former.Value);
        if (known >= 0 && all[known].Newest >= former.Newest)
        {
            return false;
        }

        if (known >= 0)
        {
            all.RemoveAt(known);
        }

        int place = all.FindIndex(one => IsBefore(former, one));
        place = place < 0 ? all.Count : place;
        if (all.Count == Most && place == 0)
        {
            return false;
        }

        all.Insert(place, former);
        if (all.Count > Most)
        {
            all.RemoveAt(0);
        }

        state.Former = all;
        return true;
    }

    /// <summary>The value that is seen, if a record said it of the profile, and when one did last; null: nothing, or what fills the field.</summary>
    public static FormerValue? Said(this FieldState state) => !string.IsNullOrEmpty(state.Plain) ? new FormerValue(state.Plain, state.PlainStamp)
        : state.Match is { } match && state.Visible() == match ? new FormerValue(match, Before(state.MatchNewest))
        : null;

    /// <summary>Whether a key led to the profile at a time: it is that of the value that is seen, be it of a later time, or of one that went and had not gone by then.</summary>
    public static KeyHold HoldAt(this ProfileState profile, Field field, string key, Stamp at)
    {
        if (!profile.Fields.TryGetValue(field.Name, out FieldState? state))
        {
            return KeyHold.None;
        }

        if (field.IsList)
        {
            return KeyHold.Since;
        }

        if (state.Visible() is { } visible && FieldValue.KeyOf(field, visible) == key)
        {
            return Begin(state) <= at ? KeyHold.Since : KeyHold.Later;
        }

        foreach (FormerValue former in state.Former ?? [])
        {
            if (FieldValue.KeyOf(field, former.Value) == key && at <= End(state, former))
            {
                return KeyHold.Until;
            }
        }

        return KeyHold.None;
    }

    private static Stamp Begin(FieldState state) => !string.IsNullOrEmpty(state.Plain) ? state.PlainStamp
        : state.Match is not null ? state.MatchStamp
        : state.FillStamp;

    /// <summary>When the next other value was said.</summary>
    private static Stamp End(FieldState state, FormerValue former)
    {
        Stamp? end = null;
        if (state.Plain is { } plain)
        {
            Take(new FormerValue(plain, state.PlainStamp));
        }

        foreach (FormerValue other in state.Former!)
        {
            Take(other);
        }

        return end ?? former.Newest;

        void Take(FormerValue next)
        {
            if (IsBefore(former, next) && (end is null || next.Newest < end))
            {
                end = next.Newest;
            }
        }
    }

    /// <summary>What a record matches by comes before what it says.</summary>
    private static Stamp Before(Stamp stamp) => stamp with { ReceiveTime = stamp.ReceiveTime - 1 };

    /// <summary>As of two plain mappings the later stays.</summary>
    private static bool IsBefore(FormerValue one, FormerValue other) =>
        one.Newest.CompareTo(other.Newest) is var order && (order < 0 || (order == 0 && string.CompareOrdinal(one.Value, other.Value) < 0));
}

/// <summary>How a key leads to a profile, seen from the time of a record.</summary>
public enum KeyHold
{
    /// <summary>Not.</summary>
    None,

    /// <summary>It has the key now, and had it then.</summary>
    Since,

    /// <summary>It has the key now, and came to it later.</summary>
    Later,

    /// <summary>It had the key then, and lost it later.</summary>
    Until,
}
