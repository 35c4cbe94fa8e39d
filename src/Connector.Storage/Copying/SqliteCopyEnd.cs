using System.Runtime.CompilerServices;
using Connector.Storage.Sqlite;

namespace Connector.Storage.Copying;

/// <summary>A SQLite file that is copied from or to. As a source it stands still from the first look on.</summary>
internal sealed class SqliteCopyEnd(SqliteSession session) : ICopyEnd
{
    private const string Mark = "copying";

    public static SqliteCopyEnd OpenSource(SqliteSession reader)
    {
        reader.Execute("begin");
        return new SqliteCopyEnd(reader);
    }

    public async IAsyncEnumerable<object?[]> ReadAsync(CopyTable table, object? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string where = after is null ? "" : $" where {table.Position} > ?1";
        string order = table.Position is null ? "" : $" order by {table.Position}";
        using SqliteStatement rows = session.Prepare($"select {string.Join(", ", table.Names)} from {table.Name}{where}{order}");
        if (after is not null)
        {
            Bind(rows, 1, after);
        }

        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            object?[] row = new object?[table.Columns.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = rows.IsNull(i) ? null : table.Columns[i].Kind switch
                {
                    CopyKind.Text => rows.Text(i),
                    CopyKind.Bytes => rows.Bytes(i).ToArray(),
                    CopyKind.Key => rows.Key(i),
                    _ => rows.Int64(i),
                };
            }

            yield return row;
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(CopyTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string values = string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"));
        session.Execute("begin immediate");
        try
        {
            using SqliteStatement add = session.Prepare($"insert or ignore into {table.Name} ({string.Join(", ", table.Names)}) values ({values})");
            foreach (object?[] row in rows)
            {
                for (int i = 0; i < row.Length; i++)
                {
                    Bind(add, i + 1, row[i]);
                }

                add.Execute();
            }

            session.Execute("commit");
        }
        finally
        {
            if (session.InTransaction)
            {
                session.Execute("rollback");
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<object?> LastAsync(CopyTable table, CancellationToken cancellationToken)
    {
        using SqliteStatement last = session.Prepare($"select max({table.Position}) from {table.Name}");
        last.Step();
        return ValueTask.FromResult<object?>(last.IsNull(0) ? null : table.Columns[table.PositionIndex].Kind == CopyKind.Key ? last.Key(0) : last.Int64(0));
    }

    public ValueTask<bool> IsBegunAsync(CancellationToken cancellationToken)
    {
        using SqliteStatement mark = session.Prepare($"select 1 from counter where name = '{Mark}'");
        return ValueTask.FromResult(mark.Step());
    }

    public ValueTask MarkBegunAsync(CancellationToken cancellationToken)
    {
        session.Execute($"insert or ignore into counter (name, value) values ('{Mark}', 1)");
        return ValueTask.CompletedTask;
    }

    public ValueTask FinishAsync(long nextProfile, CancellationToken cancellationToken)
    {
        using (SqliteStatement counter = session.Prepare("update counter set value = max(value, ?1) where name = 'profile'"))
        {
            counter.Bind(1, nextProfile).Execute();
        }

        session.Execute($"update counter set value = value + 1 where name = 'key_spaces'; delete from counter where name = '{Mark}'");
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> NextProfileAsync(CancellationToken cancellationToken)
    {
        using SqliteStatement counter = session.Prepare("select value from counter where name = 'profile'");
        counter.Step();
        return ValueTask.FromResult(counter.Int64(0));
    }

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Bind(SqliteStatement statement, int index, object? value)
    {
        _ = value switch
        {
            null => statement.BindNull(index),
            string text => statement.Bind(index, text),
            byte[] bytes => statement.Bind(index, bytes.AsSpan()),
            UInt128 key => statement.Bind(index, key),
            _ => statement.Bind(index, (long)value),
        };
    }
}
