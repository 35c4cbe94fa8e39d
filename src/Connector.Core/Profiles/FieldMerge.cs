using System.Runtime.InteropServices;

namespace Connector.Core.Profiles;

/// <summary>How values enter a field. Each operation is commutative, associative and idempotent over stamps, and returns whether anything changed.</summary>
public static class FieldMerge
{
    /// <summary>What people see: what was last said, a match value that is not older than a clearing, else what fills the field. Null: nothing.</summary>
    public static string? Visible(this FieldState field)
    {
        if (!string.IsNullOrEmpty(field.Plain))
        {
            return field.Plain;
        }

        bool cleared = field.Plain is not null && (field.Match is null || field.PlainStamp > field.MatchNewest);
        return cleared ? field.Fill : field.Match ?? field.Fill;
    }

    /// <summary>A list's elements; a fill shows where there are none.</summary>
    public static IEnumerable<string> VisibleElements(this FieldState field) =>
        field.Elements is { Count: > 0 } elements ? elements.Select(element => element.Value)
        : field.Fill is { } fill ? [fill]
        : [];

    /// <summary>A plain mapping: the newest event's value stays, of equal stamps the greater text.</summary>
    /// <param name="value">Empty: the field is cleared.</param>
    public static bool Write(this FieldState field, string value, Stamp stamp)
    {
        if (field.Plain is not null && !IsLater(stamp, value, field.PlainStamp, field.Plain))
        {
            return false;
        }

        field.Plain = value;
        field.PlainStamp = stamp;
        return true;
    }

    /// <summary>A mapping with <c>onlyIfEmpty</c>: the oldest event's value stays, of equal stamps the lesser text.</summary>
    public static bool FillIn(this FieldState field, string value, Stamp stamp)
    {
        if (field.Fill is not null && !IsLater(field.FillStamp, field.Fill, stamp, value))
        {
            return false;
        }

        field.Fill = value;
        field.FillStamp = stamp;
        return true;
    }

    /// <summary>The value by which the profile was found or created: the oldest event's spelling stays.</summary>
    public static bool MatchWith(this FieldState field, string value, Stamp stamp)
    {
        bool changed = false;
        if (field.Match is null || IsLater(field.MatchStamp, field.Match, stamp, value))
        {
            field.Match = value;
            field.MatchStamp = stamp;
            changed = true;
        }

        if (field.MatchNewest < stamp)
        {
            field.MatchNewest = stamp;
            changed = true;
        }

        return changed;
    }

    /// <summary>A mapping to a list field: the element is in the list from its oldest event on.</summary>
    public static bool AddElement(this FieldState field, string value, Stamp stamp)
    {
        if (field.HasElement(value, stamp))
        {
            return false;
        }

        List<ListElement> elements = field.Elements ??= [];
        elements.RemoveAll(element => element.Value == value);

        var added = new ListElement(value, stamp);
        int place = elements.FindIndex(element => IsLater(element.Stamp, element.Value, stamp, value));
        elements.Insert(place < 0 ? elements.Count : place, added);
        return true;
    }

    /// <summary>Whether adding the element would change nothing.</summary>
    public static bool HasElement(this FieldState field, string value, Stamp stamp)
    {
        foreach (ListElement element in CollectionsMarshal.AsSpan(field.Elements))
        {
            if (element.Value == value)
            {
                return element.Stamp <= stamp;
            }
        }

        return false;
    }

    private static bool IsLater(Stamp stamp, string value, Stamp than, string thanValue)
    {
        int byStamp = stamp.CompareTo(than);
        return byStamp > 0 || (byStamp == 0 && string.CompareOrdinal(value, thanValue) > 0);
    }
}
