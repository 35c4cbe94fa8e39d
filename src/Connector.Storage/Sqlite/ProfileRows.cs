using Connector.Core.Profiles;
using Connector.Storage.States;

namespace Connector.Storage.Sqlite;

/// <summary>Profiles as a query reads them.</summary>
internal sealed class ProfileRows
{
    public const string Select =
        "select p.id, d.name, p.created_at, p.updated_at, p.state from profile p join database_name d on d.id = p.database";

    private readonly ProfileCodec _codec = new();
    private readonly NameCache _databases = new();

    public ProfileState Read(SqliteStatement row) =>
        new(row.Int64(0), _databases.Get(row.Bytes(1)), _codec.Decode(row.Int64(0), row.Int64(2), row.Int64(3), row.Bytes(4)));
}
