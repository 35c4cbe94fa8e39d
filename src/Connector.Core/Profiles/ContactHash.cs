using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Connector.Core.Catalog;

namespace Connector.Core.Profiles;

/// <summary>Hashes of e-mails and phones, as a database's <see cref="Database.Hashes"/> say. What is hashed already is passed through.</summary>
public static class ContactHash
{
    private const int LargestDigest = SHA256.HashSizeInBytes;

    private static readonly FrozenSet<string> OfNothing = Enum.GetValues<HashKind>()
        .SelectMany(kind => Enum.GetValues<HashEncoding>().Select(encoding => Of("", new HashFormat(kind, encoding))))
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="text">An e-mail, or a hash of one, in hexadecimal or Base64 whichever the database writes.</param>
    /// <returns>Null: it is neither.</returns>
    public static string? OfEmail(string text, Database database)
    {
        ContactHashes hashes = database.Hashes;
        string address = text.Trim();
        return Recognize(address, hashes.Email) ?? (EmailAddress.IsValid(address)
            ? Of(hashes.EmailForm == EmailForm.AsGiven ? address : EmailAddress.KeyOf(address), hashes.Email)
            : null);
    }

    /// <param name="text">A phone, or a hash of one, in hexadecimal or Base64 whichever the database writes.</param>
    /// <returns>Null: it is neither.</returns>
    public static string? OfPhone(string text, Database database)
    {
        ContactHashes hashes = database.Hashes;
        return Recognize(text.Trim(), hashes.Phone) ?? (PhoneNumber.Normalize(text, database.DefaultPhoneCountry) is { } phone
            ? Of(Form(text, phone, hashes.PhoneForm), hashes.Phone)
            : null);
    }

    /// <summary>Whether it is the hash of an empty text, which some send for people without e-mail or phone.</summary>
    public static bool IsOfNothing(string hash) => OfNothing.Contains(hash);

    /// <summary>Whether a text looks like a hash of any kind.</summary>
    public static bool IsOne(string text)
    {
        Span<byte> digest = stackalloc byte[LargestDigest];
        return TryRead(text, digest[..SizeOf(HashKind.Sha256)]) || TryRead(text, digest[..SizeOf(HashKind.Sha1)]) || TryRead(text, digest[..SizeOf(HashKind.Md5)]);
    }

    /// <returns>The hash as it is written here; null: the text is no hash of that kind.</returns>
    private static string? Recognize(string text, HashFormat format)
    {
        Span<byte> digest = stackalloc byte[SizeOf(format.Kind)];
        return TryRead(text, digest) ? Write(digest, format.Encoding) : null;
    }

    private static bool TryRead(string text, Span<byte> digest) =>
        text.Length == digest.Length * 2
            ? Convert.FromHexString(text, digest, out _, out _) == System.Buffers.OperationStatus.Done
            : text.Length == (digest.Length + 2) / 3 * 4
              && !text.AsSpan().ContainsAny(" \r\n\t")
              && Convert.TryFromBase64String(text, digest, out int written)
              && written == digest.Length;

    private static string Of(string text, HashFormat format)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> digest = stackalloc byte[LargestDigest];
        return Write(digest[..Hash(bytes, digest, format.Kind)], format.Encoding);
    }

    private static string Write(ReadOnlySpan<byte> digest, HashEncoding encoding) =>
        encoding == HashEncoding.Hex ? Convert.ToHexStringLower(digest) : Convert.ToBase64String(digest);

    private static string Form(string text, string phone, PhoneForm form) => form switch
    {
        PhoneForm.E164WithoutPlus => phone[1..],
        PhoneForm.Digits => PhoneText.DigitsOf(text),
        PhoneForm.National => PhoneNumber.Dialled(phone),
        _ => phone,
    };

    private static int SizeOf(HashKind kind) => kind switch
    {
        HashKind.Sha1 => SHA1.HashSizeInBytes,
        HashKind.Md5 => MD5.HashSizeInBytes,
        _ => SHA256.HashSizeInBytes,
    };

    [SuppressMessage("Security", "CA5350", Justification = "Other systems say which hash they compare; nothing is protected by it.")]
    [SuppressMessage("Security", "CA5351", Justification = "Other systems say which hash they compare; nothing is protected by it.")]
    private static int Hash(ReadOnlySpan<byte> bytes, Span<byte> digest, HashKind kind) => kind switch
    {
        HashKind.Sha1 => SHA1.HashData(bytes, digest),
        HashKind.Md5 => MD5.HashData(bytes, digest),
        _ => SHA256.HashData(bytes, digest),
    };
}
