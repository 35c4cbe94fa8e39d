namespace Connector.Core.Filtering;

/// <summary>Decimal numbers as text, of any length: nothing is rounded on the way.</summary>
public static class DecimalText
{
    /// <summary>Whether the text is <c>-?digits(.digits)?</c>.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text.Length > 0 && text[0] == '-')
        {
            text = text[1..];
        }

        int dot = text.IndexOf('.');
        return dot < 0
            ? IsDigits(text)
            : IsDigits(text[..dot]) && IsDigits(text[(dot + 1)..]);
    }

    /// <summary>Compares two numbers by value.</summary>
    /// <returns>Below zero, zero or above; null if either is no number.</returns>
    public static int? Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (!IsNumber(left) || !IsNumber(right))
        {
            return null;
        }

        Read(left, out bool leftNegative, out ReadOnlySpan<char> leftWhole, out ReadOnlySpan<char> leftPart);
        Read(right, out bool rightNegative, out ReadOnlySpan<char> rightWhole, out ReadOnlySpan<char> rightPart);
        if (leftNegative != rightNegative)
        {
            return leftNegative ? -1 : 1;
        }

        int magnitude = leftWhole.Length != rightWhole.Length
            ? leftWhole.Length.CompareTo(rightWhole.Length)
            : leftWhole.SequenceCompareTo(rightWhole);
        if (magnitude == 0)
        {
            magnitude = leftPart.SequenceCompareTo(rightPart);
        }

        return leftNegative ? -magnitude : magnitude;
    }

    /// <summary>One spelling for each value: no leading zeros, no trailing zeros after the point, no negative zero.</summary>
    public static string Normalize(ReadOnlySpan<char> number)
    {
        Read(number, out bool negative, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> part);
        string sign = negative ? "-" : "";
        string digits = whole.IsEmpty ? "0" : whole.ToString();
        return part.IsEmpty ? sign + digits : $"{sign}{digits}.{part}";
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private static void Read(ReadOnlySpan<char> text, out bool negative, out ReadOnlySpan<char> whole, out ReadOnlySpan<char> part)
    {
        negative = text[0] == '-';
        text = negative ? text[1..] : text;
        int dot = text.IndexOf('.');
        whole = (dot < 0 ? text : text[..dot]).TrimStart('0');
        part = dot < 0 ? [] : text[(dot + 1)..].TrimEnd('0');
        negative &= !whole.IsEmpty || !part.IsEmpty;
    }
}
