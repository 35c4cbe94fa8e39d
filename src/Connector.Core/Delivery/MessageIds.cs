using System.Security.Cryptography;
using System.Text;
using Connector.Core.Goals;

namespace Connector.Core.Delivery;

/// <summary>Names messages by what they tell, so that whoever makes one again gives it the same id (UUID version 5, RFC 9562).</summary>
public static class MessageIds
{
    private static readonly Guid Namespace = new("6f0c5b0e-2a86-5d0f-9b8e-4f6d0a7d1c55");

    public static Guid OfGoal(string destination, Goal goal) => Of($"{destination}/goal/{goal.Key:x32}");

    /// <param name="at">The message's time, which no other message about the profile has.</param>
    public static Guid OfProfile(string destination, long profile, long at) => Of($"{destination}/profile/{profile}/{at}");

    /// <summary>The message that makes a user known before anything is told of them.</summary>
    public static Guid OfIntroduction(string destination, string person) => Of($"{destination}/introduction/{person}");

    // RFC 9562 has version 5 made with SHA-1; nothing here is secret or must withstand an attack.
#pragma warning disable CA5350
    private static Guid Of(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] input = new byte[16 + text.Length];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        text.CopyTo(input, 16);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
#pragma warning restore CA5350
}
