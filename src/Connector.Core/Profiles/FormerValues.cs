using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>A value that a field by which profiles are found had once.</summary>
/// <param name="Newest">The newest event that said it, or that found the profile by it.</param>
public readonly record struct FormerValue(string Value, Stamp Newest);

/// <summary>
/// Values that went from a field by which profiles are found. A record that was about the profile by such a value is so still when it is read again, and makes nobody anew.
/// </summary>
/// <remarks>It is known of single values alone, for a list loses none.</remarks>
public static class FormerValues
{
    /// <summary>The newest so many of a field are kept.</summary>
    public const int Most = 8;

    /// <summary>Keeps what a plain mapping replaced by another value, or what it said too late to be seen. What was cleared is not kept.</summary>
    /// <param name="before">What was <see cref="Said"/> before it.</param>
    /// <param name="written">By it.</param>
    /// <param name="foundBy">The key of this field that the record found the profile by; null: it found it by something else.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool KeepFormer(this FieldState state, Field field, FormerValue? before, FormerValue written, string? foundBy)
    {
        if (state.Plain is not { Length: > 0 } now)
        {
            bool had = state.Former is not null;
            state.Former = null;
            return had;
        }

        bool isKept = before is { } lost && IsOther(lost) && state.AddFormer(lost);
        return (IsOther(written) && !IsAnothers() && state.AddFormer(written)) || isKept;

        bool IsOther(FormerValue one) =>
            one.Value.Length > 0 && one.Value != now && FieldValue.KeyOf(field, one.Value) is { } key && key != FieldValue.KeyOf(field, now);

        // What came too late for who was found by the value that stays was said of who had that before.
        bool IsAnothers() => foundBy is not null && foundBy == FieldValue.KeyOf(field, now);
    }

    /// <summary>Commutative, associative and idempotent.</summary>
    /// <returns>Whether anything changed.</returns>
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
        : state.Match is { } match && state.Visible() == match ? new FormerValue(match, state.MatchNewest)
        : null;

    /// <summary>Whether a profile that is found by a key has its value now, and not once alone.</summary>
    public static bool HasNow(this ProfileState profile, Field field, string key) =>
        !profile.Fields.TryGetValue(field.Name, out FieldState? state)
        || state.Former is null
        || (state.Visible() is { } visible && FieldValue.KeyOf(field, visible) == key);

    /// <summary>The value that the profile had once, by the key it is found by: of several spellings the newest; null: there is none.</summary>
    public static FormerValue? Had(this ProfileState profile, Field field, string key)
    {
        List<FormerValue> all = profile.Fields.GetValueOrDefault(field.Name)?.Former ?? [];
        int place = all.FindLastIndex(former => FieldValue.KeyOf(field, former.Value) == key);
        return place < 0 ? null : all[place];
    }

    private static bool IsBefore(FormerValue one, FormerValue other) =>
        one.Newest.CompareTo(other.Newest) is var order && (order < 0 || (order == 0 && string.CompareOrdinal(one.Value, other.Value) < 0));
}
