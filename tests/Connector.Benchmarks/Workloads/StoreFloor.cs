using SQLitePCL;

namespace Connector.Benchmarks.Workloads;

/// <summary>The least that writing can cost: the rows that a run left, from memory, by prepared statements, one transaction a batch.</summary>
internal static class StoreFloor
{
    // As the store sets its own writer.
    private const string Settings = """
        pragma journal_mode = wal;
        pragma synchronous = normal;
        pragma cache_size = -65536;
        pragma wal_autocheckpoint = 16384;
        """;

    /// <param name="like">A store that a run left; tables, indexes and rows are its own.</param>
    /// <param name="batches">How many transactions the run made of it.</param>
    public static Task<Measurement> RunAsync(string like, string store, int batches)
    {
        Batteries_V2.Init();
        List<string> schema = [];
        List<TableRows> tables = [];
        using (sqlite3 source = Open(like))
        {
            foreach (byte[][] row in Texts(source, "select sql from sqlite_master where sql is not null and name not like 'sqlite_%'"))
            {
                schema.Add(System.Text.Encoding.UTF8.GetString(row[0]));
            }

            foreach (byte[][] row in Texts(source, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"))
            {
                tables.Add(TableRows.Read(source, System.Text.Encoding.UTF8.GetString(row[0]), batches));
            }
        }

        return Measurement.TakeAsync(() =>
        {
            using sqlite3 target = Open(store);
            Check(raw.sqlite3_exec(target, Settings), target);
            foreach (string sql in schema)
            {
                Check(raw.sqlite3_exec(target, sql), target);
            }

            sqlite3_stmt[] inserts = [.. tables.Select(table => Prepare(target, table.Insert))];
            for (int batch = 0; batch < batches; batch++)
            {
                Check(raw.sqlite3_exec(target, "begin immediate"), target);
                for (int i = 0; i < inserts.Length; i++)
                {
                    tables[i].Write(target, inserts[i], batch);
                }

                Check(raw.sqlite3_exec(target, "commit"), target);
            }

            Array.ForEach(inserts, insert => insert.Dispose());
            return Task.FromResult(Measurement.Of(tables.Sum(table => table.Count)));
        });
    }

    internal static sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        Check(raw.sqlite3_prepare_v2(database, sql, out sqlite3_stmt statement), database);
        return statement;
    }

    internal static void Check(int code, sqlite3 database)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
        }
    }

    private static sqlite3 Open(string path)
    {
        Check(raw.sqlite3_open(path, out sqlite3 database), database);
        return database;
    }

    private static IEnumerable<byte[][]> Texts(sqlite3 database, string sql)
    {
        using sqlite3_stmt statement = Prepare(database, sql);
        while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
        {
            yield return [raw.sqlite3_column_blob(statement, 0).ToArray()];
        }
    }
}
