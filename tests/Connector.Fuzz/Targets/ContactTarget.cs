using System.Text;
using Connector.Core.Profiles;

namespace Connector.Fuzz.Targets;

/// <summary>Phones and e-mail addresses: one form, which stays itself when it is read again.</summary>
internal sealed class ContactTarget : Target
{
    private static readonly string?[] Countries = [null, .. PhoneNumber.Countries.Order(StringComparer.Ordinal)];

    public override string Name => "contact";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        Inputs.Of("+7 (916) 123-45-67", "8 916 123 45 67", "0098 912 1122333", "+98 (0) 912 1122333 ext. 5", "+1-202-555-0143;ext=7", "anna.k+x@example.com", "я@пример.рф", "a@b.c");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Evil, .. Inputs.Of("+", "7", "(", ")", " ", "ext", ";ext=", "x5", "00", "8", "@", ".", "..", "٣", "９", "tel:", "+7")];

    public override void Read(byte[] input, Random random)
    {
        string text = Encoding.UTF8.GetString(input);
        PhoneNumber.Normalize(text, Countries[random.Next(Countries.Length)]);
        EmailAddress.IsValid(EmailAddress.KeyOf(text));
    }

    public override void Check(byte[] input, Random random)
    {
        string text = Encoding.UTF8.GetString(input);
        string? country = Countries[random.Next(Countries.Length)];
        if (PhoneNumber.Normalize(text, country) is { } phone)
        {
            Hold(phone.Length is > 1 and <= 16 && phone[0] == '+' && phone.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0, $"{phone} is not in E.164.");
            Hold(PhoneNumber.Normalize(phone, country) == phone && PhoneNumber.Normalize(phone, null) == phone, $"{phone} becomes another number when it is read again.");
        }

        string key = EmailAddress.KeyOf(text);
        Hold(EmailAddress.KeyOf(key) == key, "A key of an address has another key.");
        Hold(!EmailAddress.IsValid(key) || key.Length <= 254, "An address is longer than one may be.");
    }
}
