using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>The way to the database: connections, and this project's errors for what goes wrong on them.</summary>
/// <param name="name">How the store is called in messages, without a password.</param>
/// <param name="session">What the server calls each of its sessions; no other link's are called so.</param>
internal sealed class PostgresLink(NpgsqlDataSource source, string name, string session, bool isReadOnly) : IAsyncDisposable
{
    private const int MostAttempts = 10;

    public string Name { get; } = name;

    /// <summary>By this others tell the sessions of this process, and end them when it is gone.</summary>
    public string Session { get; } = session;

    /// <summary>The server refuses every write of such a link.</summary>
    public bool IsReadOnly { get; } = isReadOnly;

    public static PostgresLink To(PostgresUrl url, bool isReadOnly)
    {
        var address = new NpgsqlConnectionStringBuilder(url.ConnectionString);
        address.ApplicationName = SessionOf(address.ApplicationName);
        address.Options = $"{address.Options} {(isReadOnly ? ReadOnlyOptions : WriterOptions)} {EveryOption}".Trim();
        if (!url.ConnectionString.Contains("Command Timeout", StringComparison.OrdinalIgnoreCase))
        {
            // A batch may have to wait for one that goes alone, and for keys that are built.
            address.CommandTimeout = 600;
        }

        if (address.MaxAutoPrepare == 0)
        {
            address.MaxAutoPrepare = 50;
            address.AutoPrepareMinUsages = 3;
        }

        return new PostgresLink(NpgsqlDataSource.Create(address), url.ToString(), address.ApplicationName, isReadOnly);
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        GuardAsync(async () => await source.OpenConnectionAsync(cancellationToken));

    public NpgsqlConnection Open() => Guard(source.OpenConnection);

    /// <summary>Asks or tells on a connection of its own.</summary>
    public ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken);
        return await work(connection);
    });

    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values) =>
        RunAsync(connection => connection.QueryAsync(sql, read, values, cancellationToken), cancellationToken);

    public async ValueTask<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params object?[] values)
    {
        List<T> rows = await QueryAsync(sql, read, cancellationToken, values);
        return rows.Count == 0 ? default : rows[0];
    }

    public ValueTask<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values) =>
        WriteAsync(connection => connection.ExecuteAsync(sql, values, cancellationToken), cancellationToken);

    /// <summary>One small transaction of its own, done again where it stood in another's way.</summary>
    public async ValueTask<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading.");
        }

        int attempt = 1;
        while (true)
        {
            try
            {
                return await RunAsync(
                    async connection =>
                    {
                        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
                        T result = await work(connection);
                        DurableSteps.Passed(DurableSteps.WriteWritten);
                        await transaction.CommitAsync(cancellationToken);
                        DurableSteps.Passed(DurableSteps.WriteCommitted);
                        return result;
                    },
                    cancellationToken);
            }
            catch (StoreConflictException) when (attempt < MostAttempts)
            {
                attempt++;
            }
        }
    }

    public async ValueTask<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (PostgresFault.IsOfStore(e))
        {
            throw PostgresFault.Of(e, Name);
        }
    }

    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (PostgresFault.IsOfStore(e))
        {
            throw PostgresFault.Of(e, Name);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Names the process for people who look into <c>pg_stat_activity</c>, in what the server keeps of a name: 63 characters of ASCII.</summary>
    private static string SessionOf(string? application)
    {
        const int Longest = 63;
        string own = $" {Guid.NewGuid():N}"[..13];
        string readable = string.Concat($"{application} {PostgresNode.Name}".Select(one => char.IsBetween(one, ' ', '~') ? one : '?'));
        return string.Concat(readable.AsSpan(0, Math.Min(readable.Length, Longest - own.Length)), own);
    }

    private const string ReadOnlyOptions = "-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read";

    /// <summary>A process that stops in the middle of a transaction loses it, and with it what it held others up by, as soon as it loses its runs.</summary>
    internal static readonly string WriterOptions = $"-c idle_in_transaction_session_timeout={(long)PostgresNode.Lease.TotalMilliseconds}";

    /// <summary>
    /// The server, too, notices within seconds that a machine was cut off. And it compiles no plans: those that look into many months seem dear to it,
    /// and are short all the same.
    /// </summary>
    private const string EveryOption = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=11000 -c jit=off";
}
