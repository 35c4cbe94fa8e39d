using System.Text;
using Connector.Core.Records;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Foresees the names of a record's members: an export repeats the same ones in the same order.</summary>
/// <remarks>A foreseen name costs one comparison; only where the order changes is a name looked up.</remarks>
internal sealed class ColumnOrder
{
    /// <summary>Names beyond so many are no columns but noise, and are looked up each time.</summary>
    private const int MostNames = 4096;

    /// <summary>So are longer ones: kept, a few records of them would fill the memory.</summary>
    private const int LongestName = 256;

    private readonly Dictionary<byte[], Column> _columns = new(new Utf8NameComparer());
    private readonly Dictionary<byte[], Column>.AlternateLookup<ReadOnlySpan<byte>> _byName;
    private Column?[] _foreseen = new Column?[64];

    public ColumnOrder(RecordSchema schema)
    {
        _byName = _columns.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (int slot = 0; slot < schema.Columns.Length; slot++)
        {
            byte[] name = Encoding.UTF8.GetBytes(schema.Columns[slot]);
            _columns.Add(name, new Column(name, slot));
        }
    }

    /// <summary>The column that stood at this place in the record before; null: none is known.</summary>
    public Column? Foreseen(int place) => (uint)place < (uint)_foreseen.Length ? _foreseen[place] : null;

    /// <summary>Finds the column of a name and foresees it at its place from now on.</summary>
    /// <param name="name">Without quotes and escapes.</param>
    /// <returns>The slot, or -1: nobody wants it.</returns>
    public int SlotOf(int place, ReadOnlySpan<byte> name)
    {
        if (!_byName.TryGetValue(name, out Column? column))
        {
            if (_columns.Count >= MostNames || name.Length > LongestName)
            {
                return -1;
            }

            byte[] copy = name.ToArray();
            column = new Column(copy, -1);
            _columns.Add(copy, column);
        }

        if (place < MostNames)
        {
            if (place >= _foreseen.Length)
            {
                Array.Resize(ref _foreseen, Math.Max(place + 1, 2 * _foreseen.Length));
            }

            _foreseen[place] = column.IsPlain ? column : null;
        }

        return column.Slot;
    }
}

internal sealed class Utf8NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        HashCode hash = default;
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
