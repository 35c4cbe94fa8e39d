using Connector.Core.Goals;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Adds the goals of a batch: asks which of them there are, and copies the others.</summary>
/// <remarks>
/// That costs half of an insert that looks for conflicts row by row. Of two that add one goal at the same moment the second waits for the first,
/// and is done again.
/// </remarks>
internal sealed class GoalCopy(NpgsqlConnection connection, PostgresParts parts, IReadOnlyList<Goal> goals)
{
    private const string Columns = "key, at, profile, kind, waiting, name, value, anonymous_id, part, newest_destination";
    private const short ColumnCount = 10;

    /// <summary>The last column of the answer, by which it is known among those of other statements.</summary>
    private const string Known = "known_goals";

    // In the order of keys: two nodes that read the same window wait for each other, and never in a circle.
    private readonly Goal[] _sorted = [.. goals.OrderBy(goal => goal.Key).DistinctBy(goal => goal.Key)];
    private HashSet<UInt128> _known = [];
    private int? _newestDestination;

    /// <summary>The first and last key tell the server in which months it has to look.</summary>
    public void Ask(NpgsqlBatch batch)
    {
        if (_sorted.Length > 0)
        {
            UInt128[] keys = [.. _sorted.Select(goal => goal.Key)];
            batch.Add(
                $"select (select max(id) from destination), array(select key from goal where key = any ($1) and key between $2 and $3) as {Known}",
                keys,
                keys[0],
                keys[^1]);
        }
    }

    public static bool IsAnswer(NpgsqlDataReader rows) => rows.FieldCount == 2 && rows.GetName(1) == Known;

    public async Task ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        await rows.ReadAsync(cancellationToken);
        _newestDestination = rows.IsDBNull(0) ? null : rows.GetInt32(0);
        _known = [.. rows.GetFieldValue<Guid[]>(1).Select(PostgresRows.KeyOf)];
    }

    /// <returns>How many were added.</returns>
    public async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        if (_known.Count == _sorted.Length)
        {
            return 0;
        }

        try
        {
            await using BinaryRows rows = await BinaryRows.BeginAsync(connection, "goal", Columns, cancellationToken);
            foreach (Goal goal in _sorted)
            {
                if (!_known.Contains(goal.Key))
                {
                    await AddAsync(rows, goal, cancellationToken);
                }
            }

            await rows.CompleteAsync(cancellationToken);
            return _sorted.Length - _known.Count;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw PostgresFault.Conflict(e, parts.Link.Name);
        }
    }

    /// <summary>Those that were added, in the order in which they came.</summary>
    public IEnumerable<GoalNews> News()
    {
        var told = new HashSet<UInt128>(_known);
        return goals.Where(goal => told.Add(goal.Key)).Select(goal => new GoalNews(goal, int.MaxValue));
    }

    private async ValueTask AddAsync(BinaryRows rows, Goal goal, CancellationToken cancellationToken)
    {
        rows.Begin(ColumnCount);
        rows.Add(goal.Key);
        rows.Add(goal.At);
        rows.Add(goal.Profile);
        rows.Add((int?)await parts.Names.KindAsync(goal, cancellationToken));
        rows.Add(goal is { Stitch: true, Profile: null, AnonymousId: not null, Database: { } database }
            ? await parts.Names.DatabaseAsync(database, cancellationToken)
            : null);
        rows.Add(goal.Name);
        rows.Add(goal.Value);
        rows.Add(goal.AnonymousId);
        rows.Add(goal.Part);
        rows.Add(_newestDestination);
        await rows.EndRowAsync(cancellationToken);
    }
}
