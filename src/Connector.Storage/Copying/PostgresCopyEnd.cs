using System.Runtime.CompilerServices;
using Connector.Storage.Postgres;
using Npgsql;

namespace Connector.Storage.Copying;

/// <summary>A PostgreSQL database that is copied from or to. As a source it stands still from the first look on.</summary>
internal sealed class PostgresCopyEnd(PostgresLink link, NpgsqlConnection connection, NpgsqlTransaction? moment) : ICopyEnd
{
    private const string Mark = "copying";

    private readonly GoalMonths _months = new(link);

    public static async ValueTask<PostgresCopyEnd> OpenAsync(PostgresLink link, bool isSource, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await link.OpenAsync(cancellationToken);
        return new PostgresCopyEnd(
            link,
            connection,
            isSource ? await link.GuardAsync(async () => await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken)) : null);
    }

    public async IAsyncEnumerable<object?[]> ReadAsync(CopyTable table, object? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string where = after is null ? "" : $" where {table.Position} > $1";
        string order = table.Position is null ? "" : $" order by {table.Position}";
        string columns = string.Join(", ", table.Names.Select(name => name == "value" && table.Name == "profile_key" ? "coalesce(long_value, value)" : name));
        await using NpgsqlCommand command = connection.Command($"select {columns} from {table.Name}{where}{order}", after is null ? [] : [after]);
        await using NpgsqlDataReader rows = await link.GuardAsync(() => command.ExecuteReaderAsync(cancellationToken));
        while (await link.GuardAsync(() => rows.ReadAsync(cancellationToken)))
        {
            object?[] row = new object?[table.Columns.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = rows.IsDBNull(i) ? null : table.Columns[i].Kind switch
                {
                    CopyKind.Text => rows.Text(i),
                    CopyKind.Bytes => rows.GetFieldValue<byte[]>(i),
                    CopyKind.Key => rows.Key(i),
                    CopyKind.Flag => rows.GetBoolean(i) ? 1L : 0L,
                    CopyKind.Small => (long)rows.GetInt32(i),
                    CopyKind.Tiny => (long)rows.GetInt16(i),
                    _ => rows.GetInt64(i),
                };
            }

            yield return row;
        }
    }

    public async ValueTask WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        if (table.Name == "goal")
        {
            await _months.EnsureAsync(rows.Select(row => (UInt128)row[0]!), cancellationToken);
        }

        List<string> names = [.. table.Names];
        List<string> types = [.. table.Columns.Select(column => TypeOf(column.Kind))];
        List<object?> values = [.. table.Columns.Select((column, i) => Column(column.Kind, rows, i))];
        if (table.Name == "profile_key")
        {
            string[] whole = [.. rows.Select(row => (string)row[0]!)];
            values[0] = Array.ConvertAll(whole, PostgresKey.Indexed);
            names.Add("long_value");
            types.Add("text");
            values.Add(Array.ConvertAll(whole, PostgresKey.Rest));
        }

        string arrays = string.Join(", ", types.Select((type, i) => $"${i + 1}::{type}[]"));
        await link.GuardAsync(() => connection.ExecuteAsync(
            $"insert into {table.Name} ({string.Join(", ", names)}) select * from unnest({arrays}) on conflict do nothing", [.. values], cancellationToken));
    }

    public async ValueTask<object?> LastAsync(CopyTable table, CancellationToken cancellationToken)
    {
        List<object?> last = await link.GuardAsync(() => connection.QueryAsync(
            $"select {table.Position} from {table.Name} order by {table.Position} desc limit 1",
            row => (object?)(table.Columns[table.PositionIndex].Kind switch
            {
                CopyKind.Key => row.Key(0),
                CopyKind.Small => row.GetInt32(0),
                _ => row.GetInt64(0),
            }),
            [],
            cancellationToken));
        return last.Count == 0 ? null : last[0] is int small ? (long)small : last[0];
    }

    public async ValueTask<bool> IsBegunAsync(CancellationToken cancellationToken) =>
        await link.GuardAsync(() => connection.ScalarAsync<bool>("select exists (select from counter where name = $1)", [Mark], cancellationToken));

    public async ValueTask MarkBegunAsync(CancellationToken cancellationToken) =>
        await link.GuardAsync(() => connection.ExecuteAsync("insert into counter (name, value) values ($1, 1) on conflict do nothing", [Mark], cancellationToken));

    public async ValueTask FinishAsync(long nextProfile, CancellationToken cancellationToken)
    {
        string[] identities = [.. CopyTable.All.Where(table => table.Position == "id").Select(table => table.Name)];
        string setting = string.Join(
            ";",
            identities.Where(name => name != "profile").Select(name =>
                $"select setval(pg_get_serial_sequence('{name}', 'id'), greatest((select max(id) from {name}), nextval(pg_get_serial_sequence('{name}', 'id'))))"));
        await link.GuardAsync(() => connection.ExecuteAsync(setting, [], cancellationToken));
        await link.GuardAsync(() => connection.ExecuteAsync("select setval('profile_id', greatest($1, nextval('profile_id')), false)", [nextProfile], cancellationToken));
        await link.GuardAsync(() => connection.ExecuteAsync("update counter set value = value + 1 where name = 'key_spaces'", [], cancellationToken));
        await link.GuardAsync(() => connection.ExecuteAsync("delete from counter where name = $1", [Mark], cancellationToken));
    }

    public async ValueTask<long> NextProfileAsync(CancellationToken cancellationToken) => await link.GuardAsync(() => connection.ScalarAsync<long>(
        "select last_value + case when is_called then 64 else 0 end from profile_id", [], cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (moment is not null)
        {
            await moment.DisposeAsync();
        }

        await connection.DisposeAsync();
        await link.DisposeAsync();
    }

    private static string TypeOf(CopyKind kind) => kind switch
    {
        CopyKind.Text => "text",
        CopyKind.Bytes => "bytea",
        CopyKind.Key => "uuid",
        CopyKind.Flag => "boolean",
        CopyKind.Small => "integer",
        CopyKind.Tiny => "smallint",
        _ => "bigint",
    };

    private static object Column(CopyKind kind, IReadOnlyList<object?[]> rows, int index) => kind switch
    {
        CopyKind.Text => rows.Select(row => (string?)row[index]).ToArray(),
        CopyKind.Bytes => rows.Select(row => (byte[]?)row[index]).ToArray(),
        CopyKind.Key => rows.Select(row => row[index] is UInt128 key ? PostgresRows.Uuid(key) : (Guid?)null).ToArray(),
        CopyKind.Flag => rows.Select(row => row[index] is long flag ? flag != 0 : (bool?)null).ToArray(),
        CopyKind.Small => rows.Select(row => row[index] is long number ? checked((int)number) : (int?)null).ToArray(),
        CopyKind.Tiny => rows.Select(row => row[index] is long number ? checked((short)number) : (short?)null).ToArray(),
        _ => rows.Select(row => (long?)row[index]).ToArray(),
    };
}
