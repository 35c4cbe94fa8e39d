using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Runs as a query reads them, the newest first: a page behind an id.</summary>
internal sealed class RunRows(RunQuery query)
{
    public const string Columns = """
        id, integration, kind, status, started_at, finished_at, records, matched, created, updated, unchanged, skipped, goals, rejected,
        warnings, error, range_from, range_to, hook, requested_by
        """;

    private readonly Conditions _conditions = new Conditions()
        .And("integration = ?", query.Integration)
        .And("kind = ?", query.Kind)
        .And("status = ?", query.Status);

    public string Select => $"select {Columns} from run where id < ?1{_conditions.Sql} order by id desc limit ?";

    public void Bind(SqliteStatement statement, RunState? last, long size)
    {
        statement.Bind(1, last?.Id ?? query.After ?? long.MaxValue);
        statement.Bind(_conditions.Bind(statement, 2), size);
    }

    public static RunState Read(SqliteStatement row) => new(
        row.Int64(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.Int64(4),
        row.Int64OrNull(5),
        new RunCounts(
            row.Int64(6),
            row.Int64(7),
            row.Int64(8),
            row.Int64(9),
            row.Int64(10),
            row.Int64(11),
            row.Int64(12),
            row.Int64(13),
            ProgressTable.ReadWarnings(row.Text(14))),
        row.TextOrNull(15),
        OrderOf(RangeOf(row.Int64OrNull(16), row.Int64OrNull(17)), row.TextOrNull(18), row.TextOrNull(19)));

    private static RunOrder? OrderOf(ReceiveWindow? range, string? hook, string? requestedBy) =>
        range is null && hook is null && requestedBy is null ? null : new RunOrder(range, hook, requestedBy);

    private static ReceiveWindow? RangeOf(long? from, long? to) => from is { } start && to is { } end
        ? new ReceiveWindow(DateTimeOffset.FromUnixTimeMilliseconds(start), DateTimeOffset.FromUnixTimeMilliseconds(end))
        : null;
}
