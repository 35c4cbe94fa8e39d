using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Connector.Storage.States;

/// <summary>Gives the same string for the same UTF-8 bytes, so that names that repeat in every profile are made once.</summary>
internal sealed class NameCache
{
    /// <summary>Names come from config, so there are few; a bound all the same, for a store with a long past.</summary>
    private const int Capacity = 4096;

    private readonly Dictionary<byte[], string> _names = new(Utf8Comparer.Instance);

    public string Get(ReadOnlySpan<byte> utf8)
    {
        Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> lookup = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(utf8, out string? known))
        {
            return known;
        }

        string name = Encoding.UTF8.GetString(utf8);
        if (_names.Count < Capacity)
        {
            _names.Add(utf8.ToArray(), name);
        }

        return name;
    }

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Checksum.Of(alternate);
    }
}
