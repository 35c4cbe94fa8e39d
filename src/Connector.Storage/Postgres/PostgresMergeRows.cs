using Connector.Core.Profiles;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Merges as a query reads them.</summary>
internal static class PostgresMergeRows
{
    public const string Select = """
        select m.id, d.name, m.from_profile, m.into_profile, m.device_kind, m.device, m.record, m.at, m.refused, m.split_at, m.split_by
        from profile_merge m join database_name d on d.id = m.database
        """;

    public static (string Sql, object?[] Values) Page(MergeQuery query, KeptMerge? last, long size)
    {
        Conditions conditions = new Conditions()
            .And("d.name = ?", query.Database)
            .And("(m.from_profile = ? or m.into_profile = ?)", query.Profile, query.Profile)
            .And($"m.id {(query.NewestFirst ? "<" : ">")} ?", last?.Id ?? query.After);
        return (conditions.Numbered($"{Select} where true{conditions.Sql} order by m.id{(query.NewestFirst ? " desc" : "")} limit ?", size), conditions.Values);
    }

    public static KeptMerge Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        new ProfileMerge(
            row.Text(1), row.GetInt64(2), row.GetInt64(3), new DeviceId((DeviceKind)row.GetInt16(4), row.Text(5)), row.Text(6), row.GetInt64(7), row.TextOrNull(8)),
        row.Int64OrNull(9),
        row.TextOrNull(10));
}
