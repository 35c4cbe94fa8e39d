using Connector.Testing;

namespace Connector.Storage.Tests.Postgres;

/// <summary>A PostgreSQL database of its own.</summary>
public sealed class PostgresBacking : StoreBacking
{
    public string Address { get; } = PostgresServer.Instance.CreateDatabase();

    public override StoreUrl Url => StoreUrl.Parse(Address);

    public override void Dispose() => PostgresServer.Instance.DropDatabase(Address);
}
