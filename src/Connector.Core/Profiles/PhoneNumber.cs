namespace Connector.Core.Profiles;

/// <summary>Telephone numbers in E.164: <c>+</c>, country code, national number, digits only.</summary>
public static class PhoneNumber
{
    /// <summary>The most digits of a number in E.164.</summary>
    internal const int Longest = 15;

    /// <summary>The ISO 3166 codes by which a number without <c>+</c> can be read, in capitals. Checking a config makes no plan of them.</summary>
    public static IReadOnlySet<string> Countries { get; } = NumberingRow.All.SelectMany(row => row.Countries).ToHashSet(StringComparer.Ordinal);

    /// <summary>Brings a number into E.164.</summary>
    /// <param name="text">As people write it; see <see cref="PhoneText"/>. An extension is left out. <c>00</c> counts as <c>+</c>.</param>
    /// <param name="country">ISO code by which a number without <c>+</c> is read; null: such a number is refused.</param>
    /// <returns>The number, or null: no such number can be somebody's, or there are two.</returns>
    public static string? Normalize(ReadOnlySpan<char> text, string? country)
    {
        Span<char> buffer = stackalloc char[PhoneText.Longest];
        if (!PhoneText.TryRead(text, buffer, out int count, out bool international))
        {
            return null;
        }

        ReadOnlySpan<char> digits = buffer[..count];
        if (international)
        {
            return International(digits);
        }

        if (country is null || NumberingPlan.OfCountry(country) is not { } plan)
        {
            return digits.StartsWith("00") ? International(digits[2..]) : null;
        }

        ReadOnlySpan<char> national = plan.WithoutNationalPrefix(digits);
        return plan.Has(national) ? Written(plan, national) : Abroad(digits, plan);
    }

    /// <summary>The national number of one in E.164, as <see cref="Normalize"/> gives it.</summary>
    public static ReadOnlySpan<char> NationalOf(ReadOnlySpan<char> phone) =>
        NumberingPlan.OfNumber(phone[1..]) is { } plan ? phone[(1 + plan.Code.Length)..] : phone[1..];

    /// <summary>How one in E.164 is dialled within its country: <c>09121122333</c>.</summary>
    public static string Dialled(ReadOnlySpan<char> phone) =>
        NumberingPlan.OfNumber(phone[1..]) is { } plan ? $"{plan.NationalPrefixes.FirstOrDefault()}{phone[(1 + plan.Code.Length)..]}" : phone[1..].ToString();

    /// <summary>Dialled as from that country, or written with its code but without the plus, as many forms send it.</summary>
    private static string? Abroad(ReadOnlySpan<char> digits, NumberingPlan plan)
    {
        foreach (string prefix in plan.InternationalPrefixes)
        {
            if (digits.StartsWith(prefix) && International(digits[prefix.Length..]) is { } number)
            {
                return number;
            }
        }

        return digits.StartsWith("00") ? International(digits[2..]) : digits.StartsWith(plan.Code) ? International(digits) : null;
    }

    /// <param name="digits">With the country code; also with a national prefix after it, as in <c>+98 (0) 912 ...</c>.</param>
    private static string? International(ReadOnlySpan<char> digits)
    {
        if (NumberingPlan.OfNumber(digits) is not { } plan)
        {
            return null;
        }

        ReadOnlySpan<char> national = digits[plan.Code.Length..];
        national = plan.Has(national) ? national : plan.WithoutNationalPrefix(national);
        return plan.Has(national) ? Written(plan, national) : null;
    }

    private static string? Written(NumberingPlan plan, ReadOnlySpan<char> national) =>
        plan.Code.Length + national.Length <= Longest ? $"+{plan.Code}{national}" : null;
}
