using System.Collections.Immutable;

namespace Connector.Core.Profiles;

/// <summary>National numbers of some lengths that begin alike.</summary>
internal sealed class NumberShape
{
    private const int AnyDigit = 0b11_1111_1111;

    /// <summary>Bit n: a number may have n digits.</summary>
    private readonly int _lengths;

    /// <summary>For each of the first digits, bit n: it may be n.</summary>
    private readonly ImmutableArray<int> _beginning;

    private NumberShape(int lengths, ImmutableArray<int> beginning) => (_lengths, _beginning) = (lengths, beginning);

    /// <param name="text">As in <c>numbering-plans.txt</c>: <c>10:9[0-39]|[1-8]</c>, or lengths alone.</param>
    public static IEnumerable<NumberShape> Read(string text)
    {
        string[] parts = text.Split(':');
        int lengths = ReadSet(parts[0].Split(','));
        return (parts.Length == 1 ? "" : parts[1]).Split('|').Select(beginning => new NumberShape(lengths, ReadBeginning(beginning)));
    }

    public bool Fits(ReadOnlySpan<char> national)
    {
        if (national.Length < _beginning.Length || (_lengths >> national.Length & 1) == 0)
        {
            return false;
        }

        for (int i = 0; i < _beginning.Length; i++)
        {
            if ((_beginning[i] >> (national[i] - '0') & 1) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ImmutableArray<int> ReadBeginning(string text)
    {
        ImmutableArray<int>.Builder digits = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '[')
            {
                int end = text.IndexOf(']', i);
                digits.Add(ReadDigits(text.AsSpan(i + 1, end - i - 1)));
                i = end;
            }
            else
            {
                digits.Add(text[i] == 'x' ? AnyDigit : 1 << (text[i] - '0'));
            }
        }

        return digits.ToImmutable();
    }

    private static int ReadDigits(ReadOnlySpan<char> set)
    {
        int digits = 0;
        for (int i = 0; i < set.Length; i++)
        {
            bool isRange = i + 2 < set.Length && set[i + 1] == '-';
            digits |= Range(set[i] - '0', (isRange ? set[i += 2] : set[i]) - '0');
        }

        return digits;
    }

    private static int ReadSet(string[] ranges)
    {
        int lengths = 0;
        foreach (string range in ranges)
        {
            string[] ends = range.Split('-');
            lengths |= Range(int.Parse(ends[0]), int.Parse(ends[^1]));
        }

        return lengths;
    }

    private static int Range(int first, int last) => (1 << (last + 1)) - (1 << first);
}
