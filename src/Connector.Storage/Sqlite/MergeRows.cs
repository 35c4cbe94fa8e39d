using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Merges as a query reads them.</summary>
internal sealed class MergeRows(MergeQuery query)
{
    public const string Select = """
        select m.id, d.name, m.from_profile, m.into_profile, m.device_kind, m.device, m.record, m.at, m.refused, m.split_at, m.split_by
        from profile_merge m join database_name d on d.id = m.database
        """;

    private readonly Conditions _conditions = new Conditions()
        .And("d.name = ?", query.Database)
        .And("m.id in (select one.id from (select ? as id) p join profile_merge one on one.from_profile = p.id or one.into_profile = p.id)", query.Profile);

    public string Page =>
        $"{Select} where m.id {(query.NewestFirst ? "<" : ">")} ?1{_conditions.Sql} order by m.id{(query.NewestFirst ? " desc" : "")} limit ?";

    public void Bind(SqliteStatement statement, KeptMerge? last, long size)
    {
        statement.Bind(1, last?.Id ?? query.After ?? (query.NewestFirst ? long.MaxValue : long.MinValue));
        statement.Bind(_conditions.Bind(statement, 2), size);
    }

    public static KeptMerge Read(SqliteStatement row) => new(
        row.Int64(0),
        new ProfileMerge(
            row.Text(1), row.Int64(2), row.Int64(3), new DeviceId((DeviceKind)row.Int64(4), row.Text(5)), row.Text(6), row.Int64(7), row.TextOrNull(8)),
        row.Int64OrNull(9),
        row.TextOrNull(10));
}
