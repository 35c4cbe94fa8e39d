using System.Data.Common;
using Connector.Core.Sync;
using Microsoft.Data.Sqlite;

namespace Connector.Storage;

/// <summary>
/// The SQLite file in which the service's scheduler remembers what is due. It lies beside the store and is not in it, so that the
/// scheduler's many small writes and the batches never wait for each other. What must be whole with the data is in the store.
/// </summary>
public static class ScheduleFile
{
    /// <summary>The schedule of a store: <c>data/connector.quartz.db</c> beside <c>data/connector.db</c>.</summary>
    public static string PathOf(string storePath) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(storePath))!, Path.GetFileNameWithoutExtension(storePath) + ".quartz.db");

    /// <summary>Opens the file for whoever keeps tables in it; makes it where there is none.</summary>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    public static DbDataSource Open(string path)
    {
        var source = new ScheduleSource(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 30 });
        try
        {
            using DbConnection connection = source.OpenConnection();
            using DbCommand wal = connection.CreateCommand();
            wal.CommandText = "pragma journal_mode = wal";
            wal.ExecuteNonQuery();
            return source;
        }
        catch (SqliteException e)
        {
            source.Dispose();
            throw new StoreException(
                $"The schedule {path} cannot be used: {e.Message.TrimEnd('.')}. See that the disk has space and that the user of the connector may write there, or move it away: it is made anew from the config.",
                e);
        }
    }

    /// <summary>Connections that do not wait for the disk at each commit: a power cut takes back what was due last, which is then caught up.</summary>
    private sealed class ScheduleSource(SqliteConnectionStringBuilder address) : DbDataSource
    {
        public override string ConnectionString => address.ConnectionString;

        protected override DbConnection CreateDbConnection()
        {
            var connection = new SqliteConnection(address.ConnectionString);
            connection.StateChange += static (sender, change) =>
            {
                if (change.CurrentState == System.Data.ConnectionState.Open)
                {
                    using SqliteCommand command = ((SqliteConnection)sender!).CreateCommand();
                    command.CommandText = "pragma synchronous = normal";
                    command.ExecuteNonQuery();
                }
            };
            return connection;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Close();
            }

            base.Dispose(disposing);
        }

        protected override ValueTask DisposeAsyncCore()
        {
            Close();
            return base.DisposeAsyncCore();
        }

        /// <summary>Closes what is kept open for the next one who asks, so that the file is whole without its log, and can be moved.</summary>
        private void Close()
        {
            using var connection = new SqliteConnection(address.ConnectionString);
            SqliteConnection.ClearPool(connection);
        }
    }
}
