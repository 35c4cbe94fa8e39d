using System.Buffers;
using System.Buffers.Binary;
using System.Data;
using System.Text;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Rows on their way into a table by <c>COPY</c> in its binary form, which the server takes in while more are made.</summary>
internal sealed class BinaryRows(NpgsqlConnection connection, NpgsqlRawCopyStream copy) : IAsyncDisposable
{
    private const int Piece = 64 << 10;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly ArrayBufferWriter<byte> _bytes = new(Piece * 2);
    private bool _isEnded;

    /// <param name="columns">As many as are written of each row.</param>
    public static async Task<BinaryRows> BeginAsync(NpgsqlConnection connection, string table, string columns, CancellationToken cancellationToken)
    {
        var rows = new BinaryRows(connection, await connection.BeginRawBinaryCopyAsync($"copy {table} ({columns}) from stdin (format binary)", cancellationToken));
        // The signature, no flags, no extension.
        rows._bytes.Write("PGCOPY\n"u8);
        rows._bytes.Write((ReadOnlySpan<byte>)[0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        return rows;
    }

    public void Begin(short columns)
    {
        BinaryPrimitives.WriteInt16BigEndian(_bytes.GetSpan(sizeof(short)), columns);
        _bytes.Advance(sizeof(short));
    }

    public void Add(long? value)
    {
        if (Length(value is null ? -1 : sizeof(long)))
        {
            BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), value!.Value);
            _bytes.Advance(sizeof(long));
        }
    }

    public void Add(int? value)
    {
        if (Length(value is null ? -1 : sizeof(int)))
        {
            BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), value!.Value);
            _bytes.Advance(sizeof(int));
        }
    }

    public void Add(UInt128 key)
    {
        const int Size = 16;
        Length(Size);
        BinaryPrimitives.WriteUInt128BigEndian(_bytes.GetSpan(Size), key);
        _bytes.Advance(Size);
    }

    public void Add(string? value)
    {
        string? text = PostgresText.Write(value);
        int size = text is null ? -1 : Utf8.GetByteCount(text);
        if (Length(size))
        {
            _bytes.Advance(Utf8.GetBytes(text, _bytes.GetSpan(size)));
        }
    }

    /// <summary>Hands on what has come together, once it is worth it.</summary>
    public ValueTask EndRowAsync(CancellationToken cancellationToken) => _bytes.WrittenCount < Piece ? ValueTask.CompletedTask : HandOnAsync(cancellationToken);

    /// <summary>The rows are in the table when this returns.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        Begin(-1);
        await HandOnAsync(cancellationToken);
        _isEnded = true;
        await copy.DisposeAsync();
    }

    /// <summary>What was not completed is given up: closed alone, it would end as if it had been meant so. A connection that broke has given it up already.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isEnded && connection.FullState.HasFlag(ConnectionState.Open))
        {
            _isEnded = true;
            await copy.CancelAsync();
        }
    }

    /// <returns>False: the value is null, and nothing follows.</returns>
    private bool Length(int size)
    {
        BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), size);
        _bytes.Advance(sizeof(int));
        return size >= 0;
    }

    private async ValueTask HandOnAsync(CancellationToken cancellationToken)
    {
        await copy.WriteAsync(_bytes.WrittenMemory, cancellationToken);
        _bytes.ResetWrittenCount();
    }
}
