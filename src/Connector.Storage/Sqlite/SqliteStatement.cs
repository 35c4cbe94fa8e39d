using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>A prepared statement that is used again and again. Parameters count from 1, columns from 0.</summary>
/// <remarks>Below ADO.NET on purpose: on the road of a batch a command object costs more than what it asks for.</remarks>
internal sealed class SqliteStatement(sqlite3_stmt statement, sqlite3 database, string path) : IDisposable
{
    private const int StackBytes = 512;

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, index, value));
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
        // One byte more than asked for: SQLite takes a null pointer, which an empty span is, for NULL.
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        int length = Encoding.UTF8.GetBytes(text, bytes);
        Check(length == 0 ? raw.sqlite3_bind_text(statement, index, "") : raw.sqlite3_bind_text(statement, index, bytes[..length]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> blob)
    {
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, index, 0) : raw.sqlite3_bind_blob(statement, index, blob));
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
        Check(raw.sqlite3_bind_null(statement, index));
        return this;
    }

    /// <returns>Whether there is a row, whose columns can be read until the next step or reset.</returns>
    public bool Step()
    {
        int code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            return false;
        }

        // Of the two, the reset is what gives the statement back; the step's code is the one that explains.
        _ = raw.sqlite3_reset(statement);
        throw StoreFault.Of(database, code, path);
    }

    /// <summary>Makes ready for the next use; bound values stay until they are bound again.</summary>
    public void Reset() => Check(raw.sqlite3_reset(statement));

    /// <summary>Runs to the end, for statements without rows.</summary>
    public void Execute()
    {
        Step();
        Reset();
    }

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public long? Int64OrNull(int column) => IsNull(column) ? null : Int64(column);

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <remarks>By its length, since a text may hold a NUL.</remarks>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public UInt128 Key(int column) => BinaryPrimitives.ReadUInt128BigEndian(Bytes(column));

    public void Dispose() => statement.Dispose();

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw StoreFault.Of(database, code, path);
        }
    }
}
