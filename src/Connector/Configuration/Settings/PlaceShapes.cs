using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

/// <summary>An IANA time zone that this machine knows.</summary>
internal sealed class TimeZoneShape : Scalar<TimeZoneInfo>
{
    public override string Words => "a time zone such as `Europe/Moscow`";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out TimeZoneInfo value) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(text, out value);

    protected override Refusal Refuse(string text, string shown, Setting setting)
    {
        string[] known = [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id)];
        string? city = text.Length == 0 ? null : Array.Find(known, zone => zone.EndsWith("/" + text, StringComparison.OrdinalIgnoreCase));
        string cure = city is not null ? $"Did you mean '{city}'?" : Suggestion.From(text, known);
        return new("unknown-time-zone", $"{shown} is no time zone. {cure} Zones are named like Europe/Moscow or UTC.".Replace("  ", " ", StringComparison.Ordinal));
    }

    protected override JObject Plain() => new() { ["type"] = "string", ["minLength"] = 1 };
}

/// <summary>The address of a server.</summary>
internal sealed class UrlShape : Scalar<Uri>
{
    public override string Words => "a web address such as `https://api.appmetrica.yandex.com`";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out Uri value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value) && (value.Scheme == Uri.UriSchemeHttp || value.Scheme == Uri.UriSchemeHttps);

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("bad-url", $"{shown} is no web address. Write it whole, with https:// or http://, for example {setting.Example}.");

    protected override JObject Plain() => new() { ["type"] = "string", ["pattern"] = @"^https?://|\$\{" };
}

/// <summary>An ISO 3166 code of a country, in capitals.</summary>
internal sealed class CountryShape : Scalar<string>
{
    private static readonly FrozenSet<string> Codes = """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
        CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
        FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
        JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
        MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
        PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
        TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public override string Words => "a country's ISO code of two letters";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return Codes.Contains(text);
    }

    protected override Refusal Refuse(string text, string shown, Setting setting)
    {
        string upper = text.ToUpperInvariant();
        string cure = Codes.Contains(upper) ? $"Write '{upper}'." : "Write the two capital letters of ISO 3166, for example \"RU\".";
        return new("unknown-country", $"{shown} is no country code. {cure}");
    }

    protected override JObject Plain() => new() { ["type"] = "string", ["pattern"] = @"^[A-Z]{2}$|\$\{" };
}
