using Npgsql;

namespace Connector.Benchmarks.Scale;

/// <summary>The least that writing to PostgreSQL can cost: the rows that a run left, from memory, by <c>COPY</c> in its binary form, one transaction a batch.</summary>
internal static class CopyFloor
{
    private const string Tables = """
        select c.relname, (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped)
        from pg_class c
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
        order by c.relname
        """;

    /// <param name="like">A store that a run left.</param>
    /// <param name="store">One with the same tables and no rows.</param>
    /// <param name="batches">How many transactions the run made of it.</param>
    public static async Task<Measurement> RunAsync(string like, string store, int batches)
    {
        List<CopyRows> tables = await ReadAsync(like, batches);
        return await Measurement.TakeAsync(async () =>
        {
            await using var target = new NpgsqlConnection(store);
            await target.OpenAsync();
            for (int batch = 0; batch < batches; batch++)
            {
                await using NpgsqlTransaction transaction = await target.BeginTransactionAsync();
                foreach (CopyRows table in tables)
                {
                    await table.WriteAsync(target, batch, batches);
                }

                await transaction.CommitAsync();
            }

            return Measurement.Of(tables.Sum(table => table.Count));
        });
    }

    private static async Task<List<CopyRows>> ReadAsync(string like, int batches)
    {
        await using var source = new NpgsqlConnection(like);
        await source.OpenAsync();
        var names = new List<(string Name, string Columns)>();
        await using (var command = new NpgsqlCommand(Tables, source))
        await using (NpgsqlDataReader rows = await command.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                names.Add((rows.GetString(0), rows.GetString(1)));
            }
        }

        var tables = new List<CopyRows>();
        foreach ((string name, string columns) in names)
        {
            tables.Add(await CopyRows.ReadAsync(source, name, columns, OrderOf(name, columns, batches)));
        }

        return tables;
    }

    /// <summary>As rows came: goals in the order of their keys, which begin with the time, keys with their profiles and ascending within a batch.</summary>
    private static string OrderOf(string table, string columns, int batches) => table switch
    {
        "goal" => "goal order by key",
        "profile" => "profile order by id",
        "profile_key" => $"(select {columns}, ntile({batches}) over (order by profile) as batch from profile_key) as k order by batch, value, space, profile",
        _ => table,
    };
}
