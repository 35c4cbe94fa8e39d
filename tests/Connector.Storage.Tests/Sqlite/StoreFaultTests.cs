using Connector.Core.Sync;
using Connector.Storage.Sqlite;
using SQLitePCL;

namespace Connector.Storage.Tests.Sqlite;

public sealed class StoreFaultTests
{
    private const int DetailOfReadOnly = raw.SQLITE_READONLY | (4 << 8);

    [Theory]
    [InlineData(raw.SQLITE_NOTADB, "Name another file")]
    [InlineData(raw.SQLITE_CORRUPT, "backup")]
    [InlineData(raw.SQLITE_FULL, "Free some space")]
    [InlineData(raw.SQLITE_READONLY, "right to write")]
    [InlineData(DetailOfReadOnly, "right to write")]
    [InlineData(raw.SQLITE_CANTOPEN, "folder exists")]
    [InlineData(raw.SQLITE_BUSY, "Another process")]
    [InlineData(raw.SQLITE_IOERR, "mounted and healthy")]
    [InlineData(raw.SQLITE_MISUSE, "code 21")]
    public void A_fault_names_the_store_and_says_what_to_do(int code, string advice)
    {
        StoreException fault = StoreFault.Of(code, "/data/connector.db");
        Assert.Contains("/data/connector.db", fault.Message);
        Assert.Contains(advice, fault.Message);
    }

    [Theory]
    [InlineData(raw.SQLITE_BUSY, true)]
    [InlineData(raw.SQLITE_BUSY | (1 << 8), true)]
    [InlineData(raw.SQLITE_FULL, false)]
    public void A_store_that_another_process_recovers_is_busy_too(int code, bool busy) => Assert.Equal(busy, StoreFault.IsBusy(code));
}
