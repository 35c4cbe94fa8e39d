using System.Collections.Frozen;

namespace Connector.Core.Profiles;

/// <summary>Telephone numbers in E.164: <c>+</c>, country code, national number, digits only.</summary>
public static class PhoneNumber
{
    // ISO code, calling code, trunk prefix dialled before national numbers (- for none), digits of a national number.
    // Source: ITU-T E.164 assignments and the national numbering plans.
    private const string Plans = """
        RU 7 8 10; KZ 7 8 10; BY 375 8 9; UA 380 0 9; UZ 998 - 9; KG 996 0 9; TJ 992 - 9; TM 993 8 8; AM 374 0 8; AZ 994 0 9; GE 995
        0 9; MD 373 0 8; LT 370 0 8; LV 371 - 8; EE 372 - 7-8; US 1 1 10; CA 1 1 10; PR 1 1 10; DO 1 1 10; JM 1 1 10; TT 1 1 10; BS 1
        1 10; BB 1 1 10; AG 1 1 10; AI 1 1 10; AS 1 1 10; BM 1 1 10; DM 1 1 10; GD 1 1 10; GU 1 1 10; KN 1 1 10; KY 1 1 10; LC 1 1
        10; MP 1 1 10; MS 1 1 10; SX 1 1 10; TC 1 1 10; VC 1 1 10; VG 1 1 10; VI 1 1 10; GB 44 0 9-10; GG 44 0 10; IM 44 0 10; JE 44
        0 10; DE 49 0 6-13; FR 33 0 9; IT 39 - 6-11; VA 39 - 6-11; ES 34 - 9; PT 351 - 9; NL 31 0 9; BE 32 0 8-9; LU 352 - 6-11; AT
        43 0 7-13; CH 41 0 9; LI 423 0 7-9; IE 353 0 7-9; DK 45 - 8; NO 47 - 8; SJ 47 - 8; SE 46 0 7-10; FI 358 0 6-11; AX 358 0
        6-11; IS 354 - 7-9; PL 48 - 9; CZ 420 - 9; SK 421 0 9; HU 36 06 8-9; RO 40 0 9; BG 359 0 7-9; GR 30 - 10; CY 357 - 8; MT 356
        - 8; TR 90 0 10; RS 381 0 7-9; HR 385 0 8-9; SI 386 0 8; BA 387 0 8-9; ME 382 0 8; MK 389 0 8; AL 355 0 8-9; XK 383 0 8-9; AD
        376 - 6-9; MC 377 0 8-9; SM 378 - 6-10; GI 350 - 8; FO 298 - 6; GL 299 - 6; IL 972 0 8-9; PS 970 0 8-9; AE 971 0 8-9; SA 966
        0 8-9; QA 974 - 8; KW 965 - 8; BH 973 - 8; OM 968 - 8; JO 962 0 8-9; LB 961 0 7-8; SY 963 0 8-9; IQ 964 0 8-10; IR 98 0 10;
        YE 967 0 7-9; AF 93 0 9; PK 92 0 9-10; IN 91 0 10; BD 880 0 8-10; LK 94 0 9; NP 977 0 8-10; MV 960 - 7; BT 975 - 7-8; MM 95 0
        7-10; TH 66 0 8-9; VN 84 0 9-10; LA 856 0 8-10; KH 855 0 8-9; MY 60 0 8-10; SG 65 - 8; ID 62 0 8-12; PH 63 0 8-10; BN 673 -
        7; TL 670 - 7-8; CN 86 0 10-11; HK 852 - 8; MO 853 - 8; TW 886 0 8-9; JP 81 0 9-10; KR 82 0 8-11; KP 850 0 8-10; MN 976 0 8;
        AU 61 0 9; CX 61 0 9; CC 61 0 9; NZ 64 0 8-10; FJ 679 - 7; PG 675 - 7-8; WS 685 - 5-7; TO 676 - 5-7; VU 678 - 5-7; SB 677 -
        5-7; NC 687 - 6; PF 689 - 6-8; CK 682 - 5; NU 683 - 4-7; NR 674 - 7; KI 686 - 5-8; TV 688 - 5-7; TK 690 - 4-7; PW 680 - 7; FM
        691 - 7; MH 692 - 7; WF 681 - 6; NF 672 - 5-6; EG 20 0 8-10; MA 212 0 9; EH 212 0 9; DZ 213 0 8-9; TN 216 - 8; LY 218 0 8-9;
        SD 249 0 9; SS 211 0 9; ET 251 0 9; ER 291 0 7; DJ 253 - 8; SO 252 - 6-9; KE 254 0 9; UG 256 0 9; TZ 255 0 9; RW 250 0 9; BI
        257 - 8; CD 243 0 9; CG 242 - 9; GA 241 - 7-8; CM 237 - 8-9; CF 236 - 8; TD 235 - 8; NE 227 - 8; NG 234 0 7-10; BJ 229 -
        8-10; TG 228 - 8; GH 233 0 9; CI 225 - 8-10; BF 226 - 8; ML 223 - 8; SN 221 - 9; GM 220 - 7; GN 224 - 8-9; GW 245 - 7-9; SL
        232 0 8; LR 231 0 7-9; MR 222 - 8; CV 238 - 7; ST 239 - 7; GQ 240 - 9; AO 244 - 9; ZM 260 0 9; ZW 263 0 9-10; MW 265 0 7-9;
        MZ 258 - 8-9; NA 264 0 8-9; BW 267 - 7-8; SZ 268 - 8; LS 266 - 8; ZA 27 0 9; MG 261 0 9; MU 230 - 7-8; SC 248 - 7; KM 269 -
        7; RE 262 0 9; YT 262 0 9; SH 290 - 4-5; MX 52 - 10; GT 502 - 8; BZ 501 - 7; SV 503 - 8; HN 504 - 8; NI 505 - 8; CR 506 - 8;
        PA 507 - 7-8; CU 53 0 6-8; HT 509 - 8; CO 57 - 8-10; VE 58 0 10; EC 593 0 8-9; PE 51 0 8-9; BO 591 0 8; BR 55 0 10-11; PY 595
        0 8-9; UY 598 0 8; AR 54 0 10-11; CL 56 - 9; GY 592 - 7; SR 597 - 6-7; GF 594 0 9; GP 590 0 9; BL 590 0 9; MF 590 0 9; MQ 596
        0 9; AW 297 - 7; CW 599 - 7-8; BQ 599 - 7; FK 500 - 5; PM 508 0 6; IO 246 - 7
        """;

    private static readonly FrozenDictionary<string, Plan> ByCountry = Read();

    private static readonly FrozenDictionary<string, (int Least, int Most)> LengthByCode = ByCountry.Values
        .GroupBy(plan => plan.Code)
        .ToFrozenDictionary(group => group.Key, group => (group.Min(plan => plan.Least), group.Max(plan => plan.Most)));

    /// <summary>The ISO 3166 codes by which a number without <c>+</c> can be read.</summary>
    public static IReadOnlyCollection<string> Countries => ByCountry.Keys;

    /// <summary>Brings a number into E.164.</summary>
    /// <param name="text">Spaces, dashes, dots, slashes and brackets are passed over; <c>00</c> counts as <c>+</c>.</param>
    /// <param name="country">ISO code by which a number without <c>+</c> is read; null: such a number is refused.</param>
    /// <returns>The number, or null: no such number can exist.</returns>
    public static string? Normalize(ReadOnlySpan<char> text, string? country)
    {
        text = text.Trim();
        bool international = text.Length > 0 && text[0] == '+';
        if (!TryDigits(international ? text[1..] : text, out string digits))
        {
            return null;
        }

        if (!international && digits.StartsWith("00", StringComparison.Ordinal))
        {
            international = true;
            digits = digits[2..];
        }

        return international ? Checked(digits) : country is not null && ByCountry.TryGetValue(country, out Plan? plan) ? National(digits, plan) : null;
    }

    private static string? National(string digits, Plan plan)
    {
        if (plan.Trunk.Length > 0 && digits.StartsWith(plan.Trunk, StringComparison.Ordinal) && plan.Fits(digits.Length - plan.Trunk.Length))
        {
            return Checked(plan.Code + digits[plan.Trunk.Length..]);
        }

        // Written with the country's code but without the plus, as many forms send it.
        if (digits.StartsWith(plan.Code, StringComparison.Ordinal) && plan.Fits(digits.Length - plan.Code.Length))
        {
            return Checked(digits);
        }

        return plan.Fits(digits.Length) ? Checked(plan.Code + digits) : null;
    }

    private static string? Checked(string digits)
    {
        for (int length = 1; length <= 3 && length < digits.Length; length++)
        {
            if (LengthByCode.TryGetValue(digits[..length], out (int Least, int Most) allowed))
            {
                int national = digits.Length - length;
                return national >= allowed.Least && national <= allowed.Most ? "+" + digits : null;
            }
        }

        return null;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out string digits)
    {
        Span<char> found = stackalloc char[20];
        int count = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                if (count == found.Length)
                {
                    digits = "";
                    return false;
                }

                found[count++] = c;
            }
            else if (c is not (' ' or '-' or '.' or '/' or '(' or ')' or '\u00A0' or '\u2011' or '\u2013'))
            {
                digits = "";
                return false;
            }
        }

        digits = new string(found[..count]);
        return count > 0;
    }

    private static FrozenDictionary<string, Plan> Read()
    {
        var plans = new Dictionary<string, Plan>(StringComparer.Ordinal);
        foreach (string row in Plans.Split(';', StringSplitOptions.TrimEntries))
        {
            string[] parts = row.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            string[] lengths = parts[3].Split('-');
            plans.Add(parts[0], new Plan(parts[1], parts[2] == "-" ? "" : parts[2], int.Parse(lengths[0]), int.Parse(lengths[^1])));
        }

        return plans.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private sealed record Plan(string Code, string Trunk, int Least, int Most)
    {
        public bool Fits(int digits) => digits >= Least && digits <= Most;
    }
}
