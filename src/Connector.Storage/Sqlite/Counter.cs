namespace Connector.Storage.Sqlite;

/// <summary>A number that only grows, read and kept within the transactions that use it.</summary>
internal sealed class Counter(SqliteSession session, string name)
{
    private readonly SqliteStatement _read = session.Keep("select value from counter where name = ?1");
    private readonly SqliteStatement _write = session.Keep("update counter set value = ?2 where name = ?1");

    public long Read()
    {
        _read.Bind(1, name).Step();
        long value = _read.Int64(0);
        _read.Reset();
        return value;
    }

    public void Write(long value) => _write.Bind(1, name).Bind(2, value).Execute();
}
