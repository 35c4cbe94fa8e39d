using Connector.Core.Goals;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Goals as a query reads them: a page behind a time and key.</summary>
internal sealed class PostgresGoalRows(GoalQuery query)
{
    public const string Columns =
        "g.key, k.integration, k.hook, k.pixel, g.name, g.value, g.at, k.database, g.profile, g.anonymous_id, k.stitch, g.part, g.newest_destination";

    private const int DigestBits = 96;

    /// <summary>How far event time may lie ahead of receive time, and a second for the rest of a division.</summary>
    private const long AheadSeconds = 301;

    private static readonly UInt128 FirstDated = (UInt128)0x4b3d3b00u << DigestBits;

    public (string Sql, object?[] Values) Page(Goal? last, long size)
    {
        Conditions conditions = new Conditions()
            .And("g.profile = ?", query.Profile)
            .And("k.pixel = ?", query.Pixel)
            .And("g.name = ?", query.Name)
            .And("k.integration = ?", query.Integration)
            .And("k.hook = ?", query.Hook)
            .And("g.at >= ?", query.From)
            .And("g.at < ?", query.To);
        if (query.From is { } from && FirstKeyOf(from) is var first && first > FirstDated)
        {
            // Nothing is received before it happened: older parts of the table need not be looked at.
            conditions.And("(g.key >= ? or g.key < ?)", first, FirstDated);
        }

        GoalPosition? after = last is null ? query.After : GoalPosition.Of(last);
        if (after is { } position)
        {
            conditions.And($"(g.at, g.key) {(query.NewestFirst ? "<" : ">")} (?, ?)", position.At, position.Key);
        }

        string sql = conditions.Numbered(
            $"""
            select {Columns}
            from goal g join goal_kind k on k.id = g.kind
            where true{conditions.Sql}
            order by g.at{Direction}, g.key{Direction}
            limit ?
            """,
            size);
        return (sql, conditions.Values);
    }

    public static Goal Read(NpgsqlDataReader row) => new(
        row.Key(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.Text(4),
        row.TextOrNull(5),
        row.GetInt64(6),
        row.TextOrNull(7),
        row.Int64OrNull(8),
        row.TextOrNull(9),
        row.GetBoolean(10))
    {
        Part = row.Int64OrNull(11),
    };

    /// <returns>The newest destination there was when the goal came; 0: none.</returns>
    public static int NewestDestination(NpgsqlDataReader row) => row.IsDBNull(12) ? 0 : row.GetInt32(12);

    private string Direction => query.NewestFirst ? " desc" : "";

    private static UInt128 FirstKeyOf(long at) => (UInt128)(uint)Math.Clamp((at / 1000) - AheadSeconds, 0, uint.MaxValue) << DigestBits;
}
