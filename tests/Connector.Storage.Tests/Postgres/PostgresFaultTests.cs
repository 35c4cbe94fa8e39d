using Connector.Core.Sync;
using Connector.Storage.Postgres;
using Npgsql;

namespace Connector.Storage.Tests.Postgres;

/// <summary>What the server's faults mean.</summary>
public sealed class PostgresFaultTests
{
    [Theory]
    [InlineData("CN001", true)]
    [InlineData("25P03", false)]
    [InlineData("57P01", false)]
    public void Only_the_store_itself_says_that_a_run_is_lost(string code, bool isLost)
    {
        StoreException fault = PostgresFault.Of(new PostgresException("with a value", "ERROR", "ERROR", code), "Host=h;Database=d");
        Assert.Equal(isLost, fault is RunLostException);
        Assert.DoesNotContain("with a value", fault.Message);
        Assert.Contains("nothing that was kept is lost", fault.Message, StringComparison.OrdinalIgnoreCase);
    }
}
