namespace Connector.Core.Catalog;

/// <summary>How the e-mails and phones of a database are hashed: systems that compare hashes must agree on every bit of it.</summary>
public sealed record ContactHashes(HashFormat Email, EmailForm EmailForm, HashFormat Phone, PhoneForm PhoneForm)
{
    /// <summary>Lower-cased e-mails and phones in E.164, as SHA-256 in hexadecimal.</summary>
    public static readonly ContactHashes Default = new(
        new HashFormat(HashKind.Sha256, HashEncoding.Hex), EmailForm.TrimmedLowerCase, new HashFormat(HashKind.Sha256, HashEncoding.Hex), PhoneForm.E164);
}

/// <summary>What a hash is and how it is written.</summary>
public sealed record HashFormat(HashKind Kind, HashEncoding Encoding);

public enum HashKind
{
    Sha256,
    Sha1,
    Md5,
}

public enum HashEncoding
{
    /// <summary>In lower case.</summary>
    Hex,

    /// <summary>The standard alphabet, padded.</summary>
    Base64,
}

/// <summary>What is hashed of an e-mail.</summary>
public enum EmailForm
{
    TrimmedLowerCase,

    /// <summary>As it was written, without spaces around it.</summary>
    AsGiven,
}

/// <summary>What is hashed of a phone: <c>+98 912 112 2333</c>, for example.</summary>
public enum PhoneForm
{
    /// <summary><c>+989121122333</c>.</summary>
    E164,

    /// <summary><c>989121122333</c>.</summary>
    E164WithoutPlus,

    /// <summary>The digits that were written.</summary>
    Digits,

    /// <summary>As it is dialled within its country: <c>09121122333</c>.</summary>
    National,
}
