using System.Diagnostics.CodeAnalysis;
using Connector.Core.Profiles;
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
    public override string Words => "a country's ISO code of two letters";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return PhoneNumber.Countries.Contains(text);
    }

    protected override Refusal Refuse(string text, string shown, Setting setting)
    {
        string upper = text.ToUpperInvariant();
        string cure = PhoneNumber.Countries.Contains(upper) ? $"Write '{upper}'." : "Write the two capital letters of ISO 3166, for example \"RU\".";
        return new("unknown-country", $"{shown} is no country code. {cure}");
    }

    protected override JObject Plain() => new() { ["type"] = "string", ["pattern"] = @"^[A-Z]{2}$|\$\{" };
}
