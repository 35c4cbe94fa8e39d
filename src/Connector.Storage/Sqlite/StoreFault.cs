using Connector.Core.Sync;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connector.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to the person who runs the connector.</summary>
internal static class StoreFault
{
    private const int PrimaryCode = 0xff;

    /// <summary>Whether another connection holds the lock, for whatever reason.</summary>
    public static bool IsBusy(int code) => (code & PrimaryCode) == raw.SQLITE_BUSY;

    public static StoreException Of(int code, string path, Exception? cause = null) => new(Describe(code & PrimaryCode, path), cause);

    public static StoreException Of(SqliteException error, string path) => Of(error.SqliteErrorCode, path, error);

    public static StoreException Of(sqlite3 database, int code, string path) =>
        Of(code, path, new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), code, raw.sqlite3_extended_errcode(database)));

    private static string Describe(int code, string path) => code switch
    {
        raw.SQLITE_NOTADB => $"{path} is not a store of the connector. Name another file with --store sqlite:PATH.",
        raw.SQLITE_CORRUPT => $"The store {path} is damaged. Put a backup in its place, or move it away and read the source again with backfill.",
        raw.SQLITE_FULL => $"The disk of the store {path} is full. Free some space and start again; nothing that was kept is lost.",
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            $"The store {path} may not be written. Give the user of the connector the right to write the file and its folder.",
        raw.SQLITE_CANTOPEN =>
            $"The store {path} cannot be opened. See that its folder exists and that the user of the connector may read and write there.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            $"Another process has been writing the store {path} for long. Wait for it or stop it, then start again.",
        raw.SQLITE_IOERR => $"The disk of the store {path} failed. See that it is mounted and healthy, then start again.",
        raw.SQLITE_NOMEM => $"There is not enough memory to work with the store {path}.",
        _ => $"The store {path} refused a statement (SQLite code {code}).",
    };
}
