using System.Runtime.CompilerServices;

namespace Connector.Storage.Sqlite;

/// <summary>Streams a list page by page, each a short read of its own: a reader who stops midway holds up no checkpoint.</summary>
internal static class Paging
{
    public const int PageSize = 1000;

    /// <param name="limit">Rows in all; null: as many as there are.</param>
    /// <param name="query">Selects rows behind the one that <paramref name="bind"/> is given, at most so many as that says.</param>
    /// <param name="bind">Binds the parameters for the page behind a row, and its size; null: the first page.</param>
    public static async IAsyncEnumerable<T> StreamAsync<T>(
        ReadSessions readers,
        int? limit,
        string query,
        Action<SqliteStatement, T?, long> bind,
        Func<SqliteStatement, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement statement = lease.Session.Prepare(query);
        var page = new List<T>();
        int left = limit ?? int.MaxValue;
        for (int size = Math.Min(PageSize, left); size > 0; size = page.Count < size ? 0 : Math.Min(PageSize, left))
        {
            bind(statement, page.LastOrDefault(), size);
            page.Clear();
            while (statement.Step())
            {
                page.Add(read(statement));
            }

            statement.Reset();
            foreach (T row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return row;
            }

            left -= limit is null ? 0 : page.Count;
            await Task.Yield();
        }
    }
}
