using System.Buffers.Binary;
using Npgsql;

namespace Connector.Benchmarks.Scale;

/// <summary>The rows of one table in memory, as <c>COPY</c> writes them in its binary form, cut where a row begins.</summary>
internal sealed class CopyRows
{
    // The signature, no flags, no extension.
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] Trailer = [0xFF, 0xFF];

    private readonly byte[] _bytes;
    private readonly List<int> _starts;
    private readonly string _copy;

    /// <param name="starts">Where each row begins, and the end of the last.</param>
    private CopyRows(byte[] bytes, List<int> starts, string copy)
    {
        (_bytes, _starts, _copy) = (bytes, starts, copy);
    }

    public int Count => _starts.Count - 1;

    public static async Task<CopyRows> ReadAsync(NpgsqlConnection source, string table, string columns, string order)
    {
        using var bytes = new MemoryStream();
        await using (NpgsqlRawCopyStream rows = await source.BeginRawBinaryCopyAsync($"copy (select {columns} from {order}) to stdout (format binary)"))
        {
            await rows.CopyToAsync(bytes);
        }

        byte[] all = bytes.ToArray();
        var starts = new List<int>();
        int at = Header.Length;
        while (true)
        {
            starts.Add(at);
            short fields = BinaryPrimitives.ReadInt16BigEndian(all.AsSpan(at));
            if (fields < 0)
            {
                return new CopyRows(all, starts, $"copy {table} ({columns}) from stdin (format binary)");
            }

            at += sizeof(short);
            for (int i = 0; i < fields; i++)
            {
                at += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(all.AsSpan(at)));
            }
        }
    }

    /// <summary>Writes the share of one batch.</summary>
    public async Task WriteAsync(NpgsqlConnection target, int batch, int batches)
    {
        int first = (int)((long)Count * batch / batches);
        int end = (int)((long)Count * (batch + 1) / batches);
        if (first == end)
        {
            return;
        }

        await using NpgsqlRawCopyStream rows = await target.BeginRawBinaryCopyAsync(_copy);
        await rows.WriteAsync(Header);
        await rows.WriteAsync(_bytes.AsMemory(_starts[first].._starts[end]));
        await rows.WriteAsync(Trailer);
    }
}
