using Connector.Core.Sync;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>One open connection to the store's file, with the statements prepared on it.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly List<SqliteStatement> _kept = [];

    private SqliteSession(SqliteConnection connection, string path)
    {
        Connection = connection;
        Path = path;
        Handle = connection.Handle!;
    }

    /// <summary>For lists and status, which Dapper reads.</summary>
    public SqliteConnection Connection { get; }

    public string Path { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Rows that the statement executed last changed.</summary>
    public int Changed => raw.sqlite3_changes(Handle);

    private sqlite3 Handle { get; }

    /// <param name="path">A full path, or <c>:memory:</c> with <see cref="SqliteOpenMode.Memory"/>.</param>
    /// <exception cref="StoreException">The file cannot be opened.</exception>
    public static SqliteSession Open(string path, SqliteOpenMode mode)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(address.ConnectionString);
        try
        {
            connection.Open();
            return new SqliteSession(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw StoreFault.Of(e, path);
        }
    }

    /// <summary>For one use; the caller disposes it.</summary>
    public SqliteStatement Prepare(string sql) => Prepare(sql, flags: 0);

    /// <summary>For the life of the session, which disposes it.</summary>
    public SqliteStatement Keep(string sql)
    {
        SqliteStatement statement = Prepare(sql, raw.SQLITE_PREPARE_PERSISTENT);
        _kept.Add(statement);
        return statement;
    }

    /// <summary>Runs one or more statements without parameters; rows are passed over.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <returns>False when another connection holds the lock that this needs.</returns>
    public bool TryExecute(string sql)
    {
        int code = raw.sqlite3_exec(Handle, sql);
        if (StoreFault.IsBusy(code))
        {
            return false;
        }

        Check(code);
        return true;
    }

    /// <summary>Asks through Dapper, with this project's errors.</summary>
    public T Ask<T>(Func<SqliteConnection, T> question)
    {
        try
        {
            return question(Connection);
        }
        catch (SqliteException e)
        {
            throw StoreFault.Of(e, Path);
        }
    }

    /// <summary>Copies the whole database into an empty one. Within a transaction it is copied as it stood when that began, whatever others write.</summary>
    public void CopyTo(SqliteSession target, CancellationToken cancellationToken)
    {
        const int PagesAtOnce = 4096;
        using sqlite3_backup copy = raw.sqlite3_backup_init(target.Handle, "main", Handle, "main");
        if (copy.IsInvalid)
        {
            throw StoreFault.Of(target.Handle, raw.sqlite3_errcode(target.Handle), target.Path);
        }

        int code;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(copy, PagesAtOnce);
        }
        while (code == raw.SQLITE_OK);

        if (code != raw.SQLITE_DONE)
        {
            throw StoreFault.Of(code, target.Path);
        }
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _kept)
        {
            statement.Dispose();
        }

        Connection.Dispose();
    }

    private SqliteStatement Prepare(string sql, uint flags)
    {
        Check(raw.sqlite3_prepare_v3(Handle, sql, flags, out sqlite3_stmt statement));
        return new SqliteStatement(statement, Handle, Path);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw StoreFault.Of(Handle, code, Path);
        }
    }
}
