using System.Runtime.InteropServices;

namespace Connector.Core.Records;

/// <summary>Counts equal records of one window, however large: what does not fit in memory lies sorted in a temporary file.</summary>
/// <remarks>
/// Keys are remembered by 64 of their bits. Two different records that share those (one chance in 10^5 among ten million) are numbered 0 and 1
/// rather than 0 and 0, which still gives each a key of its own.
/// </remarks>
public sealed class Occurrences : IDisposable
{
    private const int FilterBits = 27;
    private const int BlockLength = 512;

    private readonly int _most;
    private readonly string _folder;
    private readonly Dictionary<ulong, int> _repeated = [];
    private readonly List<(long Start, int Count)> _runs = [];
    private ulong[] _table = new ulong[1024];
    private int _count;
    private FileStream? _file;
    private ulong[]? _filter;
    private ulong[]? _block;

    /// <param name="most">Keys kept in memory before they are written out; by default as many as fit a table of 8 MB.</param>
    /// <param name="folder">Where the temporary file is made; null: where the system has them.</param>
    public Occurrences(int most = 3 << 18, string? folder = null)
    {
        _most = most;
        _folder = folder ?? Path.GetTempPath();
    }

    /// <returns>How often the key was given before.</returns>
    public int Next(UInt128 key)
    {
        ulong bits = Math.Max(1, (ulong)key);
        if (!Holds(bits))
        {
            Keep(bits);
            return 0;
        }

        ref int times = ref CollectionsMarshal.GetValueRefOrAddDefault(_repeated, bits, out _);
        return ++times;
    }

    public void Dispose() => _file?.Dispose();

    private bool Holds(ulong bits)
    {
        if (_table[Place(bits)] == bits)
        {
            return true;
        }

        return _filter is not null && InFilter(bits) && InFile(bits);
    }

    private void Keep(ulong bits)
    {
        _table[Place(bits)] = bits;
        if (++_count >= _most)
        {
            WriteOut();
            return;
        }

        // Three quarters full is still few steps from place to place.
        if (_count <= _table.Length / 4 * 3)
        {
            return;
        }

        ulong[] old = _table;
        _table = new ulong[old.Length * 2];
        foreach (ulong one in old)
        {
            if (one != 0)
            {
                _table[Place(one)] = one;
            }
        }
    }

    /// <summary>Where the bits stand, or the free place where they belong.</summary>
    private int Place(ulong bits)
    {
        int mask = _table.Length - 1;
        int at = (int)bits & mask;
        while (_table[at] != 0 && _table[at] != bits)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void WriteOut()
    {
        _file ??= Open();
        _filter ??= new ulong[1 << (FilterBits - 6)];
        Array.Sort(_table);
        Span<ulong> kept = _table.AsSpan(_table.Length - _count);
        foreach (ulong bits in kept)
        {
            AddToFilter(bits);
        }

        _runs.Add((_file.Length, _count));
        _file.Seek(0, SeekOrigin.End);
        _file.Write(MemoryMarshal.AsBytes(kept));
        Array.Clear(_table);
        _count = 0;
    }

    private FileStream Open()
    {
        string path = Path.Combine(_folder, Path.GetRandomFileName());
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 0 });
        if (!OperatingSystem.IsWindows())
        {
            // Here nobody but this process deletes it on closing, and a process that is killed does not: without a name it goes with whoever has it open.
            File.Delete(path);
        }

        return file;
    }

    private bool InFile(ulong bits)
    {
        foreach ((long start, int count) in _runs)
        {
            if (InRun(bits, start, count))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keys are digests, evenly spread: where one stands in a sorted run is known but for a block or two.</summary>
    private bool InRun(ulong bits, long start, int count)
    {
        _block ??= new ulong[BlockLength];
        int low = 0;
        int high = count;
        int first = (int)((ulong)(((UInt128)bits * (uint)count) >> 64)) - (BlockLength / 2);
        while (low < high)
        {
            first = Math.Clamp(first, low, Math.Max(low, high - BlockLength));
            Span<ulong> block = _block.AsSpan(0, Math.Min(BlockLength, high - first));
            RandomAccess.Read(_file!.SafeFileHandle, MemoryMarshal.AsBytes(block), start + (first * 8L));
            if (bits < block[0])
            {
                high = first;
                first -= BlockLength;
            }
            else if (bits > block[^1])
            {
                low = first + block.Length;
                first = low;
            }
            else
            {
                return block.BinarySearch(bits) >= 0;
            }
        }

        return false;
    }

    // A Bloom filter of 16 MB, made only when something was written out: almost every new key is known to be new without looking at the file.
    private void AddToFilter(ulong bits)
    {
        for (int i = 0; i < 4; i++)
        {
            ulong place = FilterPlace(bits, i);
            _filter![place >> 6] |= 1UL << (int)(place & 63);
        }
    }

    private bool InFilter(ulong bits)
    {
        for (int i = 0; i < 4; i++)
        {
            ulong place = FilterPlace(bits, i);
            if ((_filter![place >> 6] & (1UL << (int)(place & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static ulong FilterPlace(ulong bits, int round) =>
        (bits + ((ulong)round * (((bits >> 32) * 0x9E3779B97F4A7C15) | 1))) >> (64 - FilterBits);
}
