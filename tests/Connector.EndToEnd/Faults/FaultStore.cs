using Connector.Testing;

namespace Connector.EndToEnd.Faults;

/// <summary>A store of the kind that a row is about, empty, for one test.</summary>
internal sealed class FaultStore : IDisposable
{
    private FaultStore(string? address) => Address = address;

    /// <summary>What <c>--store</c> takes; null: the file in the folder of the test.</summary>
    public string? Address { get; }

    public static FaultStore Of(FaultCause cause) => new(cause.Store == FaultCause.Postgres ? PostgresServer.Instance.CreateDatabase() : null);

    public void Dispose()
    {
        if (Address is not null)
        {
            PostgresServer.Instance.DropDatabase(Address);
        }
    }
}
