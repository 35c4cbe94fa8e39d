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

    private static readonly FrozenDictionary<string, NumberingPlan> ByCountry = Read();

    private static readonly FrozenDictionary<string, NumberingPlan>.AlternateLookup<ReadOnlySpan<char>> ByCode =
        ByCountry.Values.Distinct().ToFrozenDictionary(plan => plan.Code).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The ISO 3166 codes of the countries.</summary>
    public static IReadOnlyCollection<string> Countries => ByCountry.Keys;

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

    private static FrozenDictionary<string, NumberingPlan> Read()
    {
        var plans = new Dictionary<string, NumberingPlan>(StringComparer.OrdinalIgnoreCase);
        using Stream stream = typeof(NumberingPlan).Assembly.GetManifestResourceStream("numbering-plans.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } row)
        {
            if (row is ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9', ..]
                && row.Split(' ') is [string code, string countries, string national, string international, .. string[] numbers])
            {
                var plan = new NumberingPlan(code, national == "-" ? [] : [.. national.Split(',')], [.. international.Split(',')], [.. numbers.SelectMany(NumberShape.Read)]);
                foreach (string country in countries.Split(','))
                {
                    plans.Add(country, plan);
                }
            }
        }

        return plans.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
