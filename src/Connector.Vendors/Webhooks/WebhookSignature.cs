using System.Security.Cryptography;
using System.Text;

namespace Connector.Vendors.Webhooks;

/// <summary>Proves to a receiver who sent a message, and when.</summary>
public static class WebhookSignature
{
    public const string Header = "X-Connector-Signature";

    /// <summary><c>t=SECONDS,v1=HEX</c>: the time of sending and the HMAC-SHA256 of <c>SECONDS.BODY</c>, so that an old message cannot be sent as a new one.</summary>
    public static string Of(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        string time = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(time + "."));
        hmac.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
