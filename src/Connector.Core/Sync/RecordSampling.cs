using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Takes some records of a window as they pass, so that a changed config can be looked at on real ones.</summary>
/// <remarks>Those that some hook wants have most of the places, however rare they are; of each kind the latest stay.</remarks>
public sealed class RecordSampling
{
    /// <summary>Places for records that passed a filter.</summary>
    public const int Wanted = 100;

    /// <summary>Places for the others, which a new filter might want.</summary>
    public const int Others = 50;

    /// <summary>Of the others, one of so many is looked at once there are enough: they are many, and copying them all would cost.</summary>
    private const int Stride = 16;

    private readonly Ring _wanted = new(Wanted);
    private readonly Ring _others = new(Others);
    private string[]? _header;
    private long _number;

    public void Look(Record record, bool isWanted)
    {
        _number++;
        _header = record.CsvHeader;
        if (isWanted)
        {
            _wanted.Add(record.Raw, _number);
        }
        else if (_others.Count < Others || _number % Stride == 0)
        {
            _others.Add(record.Raw, _number);
        }
    }

    /// <returns>JSON objects, the oldest first.</returns>
    public IReadOnlyList<string> Records() =>
        [.. _wanted.Items.Concat(_others.Items).OrderBy(item => item.Number).Select(item => RecordJson.Write(item.Bytes.AsSpan(0, item.Length), _header))];

    /// <summary>The latest records of one kind; places are used again.</summary>
    private sealed class Ring(int size)
    {
        private readonly (byte[] Bytes, int Length, long Number)[] _items = new (byte[], int, long)[size];
        private int _next;

        public int Count { get; private set; }

        public IEnumerable<(byte[] Bytes, int Length, long Number)> Items => _items.Take(Count);

        public void Add(ReadOnlySpan<byte> raw, long number)
        {
            byte[] bytes = _items[_next].Bytes is { } used && used.Length >= raw.Length ? used : new byte[raw.Length];
            raw.CopyTo(bytes);
            _items[_next] = (bytes, raw.Length, number);
            _next = (_next + 1) % size;
            Count = Math.Min(Count + 1, size);
        }
    }
}
