using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Tests.Profiles;

public sealed class ValueTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    [Theory]
    [InlineData("89161234567", "RU", "+79161234567")]
    [InlineData("9161234567", "RU", "+79161234567")]
    [InlineData("7 (916) 123-45-67", "RU", "+79161234567")]
    [InlineData("+7 916 123 45 67", null, "+79161234567")]
    [InlineData("0079161234567", null, "+79161234567")]
    [InlineData("07911 123456", "GB", "+447911123456")]
    [InlineData("(212) 555-0123", "US", "+12125550123")]
    [InlineData("12345", "RU", null)]
    [InlineData("89161234567", null, null)]
    [InlineData("phone", "RU", null)]
    [InlineData("+000000000000", "RU", null)]
    [InlineData("+7916123456789", null, null)]
    [InlineData("+999123456789", null, null)]
    [InlineData("", "RU", null)]
    public void A_phone_is_kept_in_E164(string text, string? country, string? expected) => Assert.Equal(expected, PhoneNumber.Normalize(text, country));

    [Theory]
    [InlineData("a@x.io", true)]
    [InlineData("имя@почта.рф", true)]
    [InlineData("a.b+c@sub.x.io", true)]
    [InlineData("a@x", false)]
    [InlineData("a@@x.io", false)]
    [InlineData("@x.io", false)]
    [InlineData("a b@x.io", false)]
    [InlineData("a..b@x.io", false)]
    [InlineData("a@x..io", false)]
    [InlineData("a@-x.io", false)]
    [InlineData("not-an-email", false)]
    public void An_email_needs_a_name_and_a_domain(string text, bool valid) => Assert.Equal(valid, EmailAddress.IsValid(text));

    [Theory]
    [InlineData("null", true)]
    [InlineData(" NULL ", true)]
    [InlineData("Undefined", true)]
    [InlineData("anonymous", true)]
    [InlineData("-1", true)]
    [InlineData("0", true)]
    [InlineData("00000000-0000-0000-0000-000000000000", true)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("nullable", false)]
    public void Values_that_name_nobody_are_blocked(string text, bool blocked) => Assert.Equal(blocked, BlockedValues.Contains(text));

    [Theory]
    [InlineData(FieldType.Integer, "9223372036854775807", "9223372036854775807")]
    [InlineData(FieldType.Integer, "9223372036854775808", null)]
    [InlineData(FieldType.Integer, "007", "7")]
    [InlineData(FieldType.Integer, "1.0", null)]
    [InlineData(FieldType.Number, "1.10", "1.10")]
    [InlineData(FieldType.Number, "-0012.50", "-12.50")]
    [InlineData(FieldType.Number, "1e3", "1e3")]
    [InlineData(FieldType.Number, "1e400", null)]
    [InlineData(FieldType.Number, "1,5", null)]
    [InlineData(FieldType.Number, "NaN", null)]
    [InlineData(FieldType.Boolean, "TRUE", "true")]
    [InlineData(FieldType.Boolean, "0", "false")]
    [InlineData(FieldType.Boolean, "yes", null)]
    [InlineData(FieldType.Date, "2026-11-22", "2026-11-22")]
    [InlineData(FieldType.Date, "2026-11-22T23:30:00+03:00", "2026-11-22")]
    [InlineData(FieldType.Date, "2026-02-30", null)]
    [InlineData(FieldType.Date, "22.11.2026", null)]
    [InlineData(FieldType.DateTime, "2026-11-22T12:58:16+03:00", "2026-11-22T09:58:16Z")]
    [InlineData(FieldType.DateTime, "2026-11-22 12:58:16", "2026-11-22T09:58:16Z")]
    [InlineData(FieldType.DateTime, "1795341496", "2026-11-22T09:58:16Z")]
    [InlineData(FieldType.DateTime, "2026-11-22T09:58:16.250Z", "2026-11-22T09:58:16.25Z")]
    [InlineData(FieldType.DateTime, "2026-11-22", "2026-11-21T21:00:00Z")]
    [InlineData(FieldType.DateTime, "soon", null)]
    [InlineData(FieldType.DateTime, "99999999999999", null)]
    [InlineData(FieldType.Email, " A@x.io ", "A@x.io")]
    [InlineData(FieldType.Email, "nobody", null)]
    [InlineData(FieldType.Phone, "8 916 123-45-67", "+79161234567")]
    [InlineData(FieldType.Ip, "::ffff:5.255.232.147", "::ffff:5.255.232.147")]
    [InlineData(FieldType.Ip, "5.255.232", null)]
    [InlineData(FieldType.Ip, "5.255.232.256", null)]
    [InlineData(FieldType.Ip, "010.0.0.1", null)]
    [InlineData(FieldType.Ip, "0x7f.0.0.1", null)]
    [InlineData(FieldType.Enum, "gold", "gold")]
    [InlineData(FieldType.Enum, "Gold", null)]
    [InlineData(FieldType.String, "  as given ", "  as given ")]
    [InlineData(FieldType.Tags, "vip", "vip")]
    public void A_type_takes_its_texts_and_refuses_others(FieldType type, string text, string? stored)
    {
        var field = new Field("f", type, Values: type == FieldType.Enum ? ["silver", "gold"] : []);
        Assert.Equal(stored, FieldValue.Convert(field, new Database("d", "D", "RU", [field]), text, Moscow));
    }

    [Theory]
    [InlineData(FieldType.Email, "A@X.io", "a@x.io")]
    [InlineData(FieldType.Number, "1.50", "1.5")]
    [InlineData(FieldType.Ip, "::ffff:5.255.232.147", "5.255.232.147")]
    [InlineData(FieldType.String, "LC-1", "LC-1")]
    [InlineData(FieldType.String, "null", null)]
    public void A_key_has_one_form_and_blocked_values_have_none(FieldType type, string stored, string? key) =>
        Assert.Equal(key, FieldValue.KeyOf(new Field("f", type), stored));
}
