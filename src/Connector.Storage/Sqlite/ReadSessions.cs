namespace Connector.Storage.Sqlite;

/// <summary>Sessions for questions. A store that is written gives each its own, so that it never waits for the writer.</summary>
/// <param name="shared">The one session of a store that was opened for reading, which knows the keys it built for itself.</param>
internal sealed class ReadSessions(string path, SqliteSession? shared)
{
    public Lease Rent() => shared is null ? new Lease(SqliteFile.OpenReader(path), Owned: true) : new Lease(shared, Owned: false);

    public readonly record struct Lease(SqliteSession Session, bool Owned) : IDisposable
    {
        public void Dispose()
        {
            if (Owned)
            {
                Session.Dispose();
            }
        }
    }
}
