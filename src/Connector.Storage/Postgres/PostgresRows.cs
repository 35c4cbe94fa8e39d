using System.Buffers.Binary;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>How values go into statements and come out of rows. Parameters are <c>$1</c> and so on, columns count from 0.</summary>
internal static class PostgresRows
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        AddAll(command.Parameters, values);
        return command;
    }

    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        AddAll(command.Parameters, values);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, object?[] values, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
        {
            all.Add(read(rows));
        }

        return all;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlConnection connection, string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = connection.Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public static string Text(this NpgsqlDataReader row, int column) => PostgresText.Read(row.GetString(column));

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Text(column);

    public static long? Int64OrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static UInt128 Key(this NpgsqlDataReader row, int column) => KeyOf(row.GetGuid(column));

    /// <summary>The 16 bytes of a key, the most significant first: as an uuid they compare as the number does.</summary>
    public static Guid Uuid(UInt128 key)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return new Guid(bytes, bigEndian: true);
    }

    public static UInt128 KeyOf(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static void AddAll(NpgsqlParameterCollection parameters, ReadOnlySpan<object?> values)
    {
        foreach (object? value in values)
        {
            parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = Written(value) });
        }
    }

    private static object Written(object? value) => value switch
    {
        null => DBNull.Value,
        string text => PostgresText.Write(text)!,
        string?[] texts => Array.ConvertAll(texts, PostgresText.Write),
        UInt128 key => Uuid(key),
        UInt128[] keys => Array.ConvertAll(keys, Uuid),
        _ => value,
    };
}
