using System.Runtime.CompilerServices;

namespace Connector.Storage.Sqlite;

/// <summary>Streams a list page by page, each a short read of its own: a reader who stops midway holds up no checkpoint.</summary>
internal static class Paging
{
    public const int PageSize = 1000;

    /// <param name="query">Selects at most <see cref="PageSize"/> rows behind the one that <paramref name="bind"/> is given.</param>
    /// <param name="bind">Binds the parameters for the page behind a row; null: the first page.</param>
    public static async IAsyncEnumerable<T> StreamAsync<T>(
        ReadSessions readers,
        string query,
        Action<SqliteStatement, T?> bind,
        Func<SqliteStatement, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement statement = lease.Session.Prepare(query);
        var page = new List<T>();
        do
        {
            bind(statement, page.LastOrDefault());
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

            await Task.Yield();
        }
        while (page.Count == PageSize);
    }
}
