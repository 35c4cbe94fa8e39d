using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Connector.Core.Profiles;

/// <summary>How telephone numbers of one country code are dialled, and which of them can be somebody's.</summary>
/// <param name="Code">The country code, without <c>+</c>.</param>
/// <param name="NationalPrefixes">What is dialled before a national number within the country; a longer one before what it begins with.</param>
/// <param name="InternationalPrefixes">What is dialled there before the code of another country.</param>
internal sealed record NumberingPlan(
    string Code, ImmutableArray<string> NationalPrefixes, ImmutableArray<string> InternationalPrefixes, ImmutableArray<NumberShape> Numbers)
{
    private const int LongestCode = 3;

    private static readonly FrozenDictionary<string, NumberingPlan> Plans = NumberingRow.All.ToFrozenDictionary(row => row.Code, Of);

    private static readonly FrozenDictionary<string, NumberingPlan>.AlternateLookup<ReadOnlySpan<char>> ByCode = Plans.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, NumberingPlan> ByCountry =
        NumberingRow.All.SelectMany(row => row.Countries, (row, country) => KeyValuePair.Create(country, Plans[row.Code])).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null: no such country.</returns>
    public static NumberingPlan? OfCountry(string country) => ByCountry.GetValueOrDefault(country);

    /// <param name="digits">A number that begins with a country code.</param>
    /// <returns>Null: it begins with none.</returns>
    public static NumberingPlan? OfNumber(ReadOnlySpan<char> digits)
    {
        // No code is the beginning of another one.
        for (int length = 1; length <= LongestCode && length < digits.Length; length++)
        {
            if (ByCode.TryGetValue(digits[..length], out NumberingPlan? plan))
            {
                return plan;
            }
        }

        return null;
    }

    /// <summary>Whether a number of this code can be somebody's, be it in another country that shares the code.</summary>
    public bool Has(ReadOnlySpan<char> national)
    {
        foreach (NumberShape shape in Numbers)
        {
            if (shape.Fits(national))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes off a national prefix, if what is left is a number then.</summary>
    public ReadOnlySpan<char> WithoutNationalPrefix(ReadOnlySpan<char> dialled)
    {
        foreach (string prefix in NationalPrefixes)
        {
            if (dialled.StartsWith(prefix) && Has(dialled[prefix.Length..]))
            {
                return dialled[prefix.Length..];
            }
        }

        return dialled;
    }

    private static NumberingPlan Of(NumberingRow row) => new(
        row.Code,
        row.NationalPrefixes == "-" ? [] : [.. row.NationalPrefixes.Split(',')],
        [.. row.InternationalPrefixes.Split(',')],
        [.. row.Numbers.SelectMany(NumberShape.Read)]);
}
