using System.Runtime.CompilerServices;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Streams a list page by page, each a short read of its own: a reader who stops midway keeps no snapshot open.</summary>
internal static class PostgresPaging
{
    private const int PageSize = 1000;

    /// <param name="limit">Rows in all; null: as many as there are.</param>
    /// <param name="query">The query for the page behind a row, null being the first page, of so many rows.</param>
    public static async IAsyncEnumerable<T> StreamAsync<T>(
        PostgresLink link,
        int? limit,
        Func<T?, long, (string Sql, object?[] Values)> query,
        Func<NpgsqlDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        T? last = null;
        int left = limit ?? int.MaxValue;
        for (int size = Math.Min(PageSize, left); size > 0;)
        {
            (string sql, object?[] values) = query(last, size);
            List<T> page = await link.QueryAsync(sql, read, cancellationToken, values);
            foreach (T row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }

            last = page.LastOrDefault();
            left -= limit is null ? 0 : page.Count;
            size = page.Count < size ? 0 : Math.Min(PageSize, left);
        }
    }
}
