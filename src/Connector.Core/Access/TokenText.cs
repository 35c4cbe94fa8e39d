using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Core.Access;

/// <summary>The text of a token: <c>ct_ID_SECRET</c>, the secret being 32 random bytes in 43 characters of base64url.</summary>
public static class TokenText
{
    private const string Prefix = "ct_";
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int LongestId = 19;

    public static string Make(long id) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");

    /// <summary>The id that a text claims to be of; says nothing of its truth, which <see cref="Fits"/> does.</summary>
    /// <returns>False: the text is no token of ours.</returns>
    public static bool TryReadId(string text, out long id)
    {
        id = 0;
        int secret = text.Length - SecretLength;
        return secret > Prefix.Length + 1
            && secret <= Prefix.Length + LongestId + 1
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[secret - 1] == '_'
            && text.AsSpan(secret).IndexOfAnyExcept(Letters) < 0
            && long.TryParse(text.AsSpan(Prefix.Length..(secret - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    /// <summary>What is kept of a token: SHA-256 of its whole text.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Takes as long for a wrong text as for the right one.</summary>
    public static bool Fits(string text, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(text), hash);

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
