using Connector.Configuration.Reading;
using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

/// <summary>A database's <c>hashes</c>.</summary>
internal static class HashesSettings
{
    public static readonly Setting<Section> Email = new("email", new BlockShape(() => EmailHashSettings.Block), "How e-mails are hashed.")
    {
        Example = "{ \"algorithm\": \"md5\" }",
    };

    public static readonly Setting<Section> Phone = new("phone", new BlockShape(() => PhoneHashSettings.Block), "How phones are hashed.")
    {
        Example = "{ \"form\": \"e164_without_plus\" }",
    };

    public static readonly Block Block = new(
        "the hashes",
        "A database's `hashes`. Whoever compares hashes must make them alike: ask the receiver. Values that are there already stay as they are.",
        [Email, Phone]);
}

/// <summary>The <c>email</c> of <c>hashes</c>.</summary>
internal static class EmailHashSettings
{
    public static readonly Setting<HashKind> Algorithm = HashFormatSettings.Algorithm();

    public static readonly Setting<HashEncoding> Encoding = HashFormatSettings.Encoding();

    public static readonly Setting<EmailForm> Form = new(
        "form",
        new ChoiceShape<EmailForm>(("trimmed_lower_case", EmailForm.TrimmedLowerCase), ("as_given", EmailForm.AsGiven)),
        "What is hashed: the e-mail in lower case, or as it was written; without spaces around it either way.")
    {
        Default = "trimmed_lower_case",
        Example = "\"as_given\"",
    };

    public static readonly Block Block = new("an e-mail hash", "How a database hashes e-mails.", [Algorithm, Encoding, Form]);
}

/// <summary>The <c>phone</c> of <c>hashes</c>.</summary>
internal static class PhoneHashSettings
{
    public static readonly Setting<HashKind> Algorithm = HashFormatSettings.Algorithm();

    public static readonly Setting<HashEncoding> Encoding = HashFormatSettings.Encoding();

    public static readonly Setting<PhoneForm> Form = new(
        "form",
        new ChoiceShape<PhoneForm>(
            ("e164", PhoneForm.E164),
            ("e164_without_plus", PhoneForm.E164WithoutPlus),
            ("digits", PhoneForm.Digits),
            ("national", PhoneForm.National)),
        "What is hashed: `+989121122333`, `989121122333`, the digits that were written, or `09121122333` as dialled within the country.")
    {
        Default = "e164",
        Example = "\"e164_without_plus\"",
    };

    public static readonly Block Block = new("a phone hash", "How a database hashes phones.", [Algorithm, Encoding, Form]);
}

/// <summary>What both kinds of hash have.</summary>
file static class HashFormatSettings
{
    public static Setting<HashKind> Algorithm() => new(
        "algorithm",
        new ChoiceShape<HashKind>(("sha256", HashKind.Sha256), ("sha1", HashKind.Sha1), ("md5", HashKind.Md5)),
        "Which hash. Only a value of its length is taken for a hash.")
    {
        Default = "sha256",
        Example = "\"md5\"",
    };

    public static Setting<HashEncoding> Encoding() => new(
        "encoding",
        new ChoiceShape<HashEncoding>(("hex", HashEncoding.Hex), ("base64", HashEncoding.Base64)),
        "How hashes are written. Those that come in are read in both ways.")
    {
        Default = "hex",
        Example = "\"base64\"",
    };
}
