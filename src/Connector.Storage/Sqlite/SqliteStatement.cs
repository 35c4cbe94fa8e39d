using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>A prepared statement that is used again and again. Parameters count from 1, columns from 0.</summary>
/// <remarks>Below ADO.NET on purpose: on the road of a batch a command object costs more than what it asks for.</remarks>
internal sealed unsafe class SqliteStatement(sqlite3_stmt statement, sqlite3 database, string path) : IDisposable
{
    private const int StackBytes = 512;

    // Null after Dispose, and SQLite refuses a call with it.
    private nint _pointer = statement.DangerousGetHandle();

    public SqliteStatement Bind(int index, long value)
    {
        Check(SqliteCalls.BindInt64(_pointer, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value) => value is { } present ? Bind(index, present) : BindNull(index);

    public SqliteStatement Bind(int index, string? text)
    {
        if (text is null)
        {
            return BindNull(index);
        }

        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        int length = Encoding.UTF8.GetBytes(text, bytes);
        int code;
        fixed (byte* first = bytes)
        {
            code = SqliteCalls.BindText(_pointer, index, first, length, SqliteCalls.Transient);
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        Check(code);
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> blob)
    {
        // SQLite takes a null pointer, which an empty span is, for NULL.
        fixed (byte* first = blob)
        {
            Check(first is null
                ? SqliteCalls.BindZeroBlob(_pointer, index, 0)
                : SqliteCalls.BindBlob(_pointer, index, first, blob.Length, SqliteCalls.Transient));
        }

        return this;
    }

    /// <summary>As 16 bytes, the most significant first.</summary>
    public SqliteStatement Bind(int index, UInt128? key) => key is { } present ? Bind(index, present) : BindNull(index);

    public SqliteStatement Bind(int index, UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return Bind(index, bytes);
    }

    public SqliteStatement BindNull(int index)
    {
        Check(SqliteCalls.BindNull(_pointer, index));
        return this;
    }

    /// <returns>Whether there is a row, whose columns can be read until the next step or reset.</returns>
    public bool Step()
    {
        int code = SqliteCalls.Step(_pointer);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            return false;
        }

        // Of the two, the reset is what gives the statement back; the step's code is the one that explains.
        _ = SqliteCalls.Reset(_pointer);
        throw StoreFault.Of(database, code, path);
    }

    /// <summary>Makes ready for the next use; bound values stay until they are bound again.</summary>
    public void Reset() => Check(SqliteCalls.Reset(_pointer));

    /// <summary>Runs to the end, for statements without rows.</summary>
    public void Execute()
    {
        Step();
        Reset();
    }

    public long Int64(int column) => SqliteCalls.ColumnInt64(_pointer, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    /// <remarks>The bytes must be asked for before their number: a text is brought into UTF-8 by that.</remarks>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        byte* first = SqliteCalls.ColumnBlob(_pointer, column);
        return new ReadOnlySpan<byte>(first, SqliteCalls.ColumnBytes(_pointer, column));
    }

    /// <remarks>By its length, since a text may hold a NUL.</remarks>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public UInt128 Key(int column) => BinaryPrimitives.ReadUInt128BigEndian(Bytes(column));

    public void Dispose()
    {
        _pointer = 0;
        statement.Dispose();
    }

    public bool IsNull(int column) => SqliteCalls.ColumnType(_pointer, column) == raw.SQLITE_NULL;

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw StoreFault.Of(database, code, path);
        }
    }
}
