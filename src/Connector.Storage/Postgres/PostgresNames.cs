using System.Collections.Concurrent;
using Connector.Core.Goals;

namespace Connector.Storage.Postgres;

/// <summary>The numbers that stand for databases and kinds of goals in rows. Once given, they stay; they are given in transactions of their own.</summary>
internal sealed class PostgresNames(PostgresLink link)
{
    private readonly ConcurrentDictionary<string, int> _databases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Kind, int> _kinds = [];

    public async ValueTask<int> DatabaseAsync(string name, CancellationToken cancellationToken)
    {
        if (_databases.TryGetValue(name, out int known))
        {
            return known;
        }

        int id = await AskAsync(
            "select id from database_name where name = $1",
            "insert into database_name (name) values ($1) on conflict do nothing",
            cancellationToken,
            name);
        return _databases[name] = id;
    }

    public async Task<int[]> DatabasesAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        foreach (string name in names)
        {
            ids.Add(await DatabaseAsync(name, cancellationToken));
        }

        return [.. ids];
    }

    public async ValueTask<int> KindAsync(Goal goal, CancellationToken cancellationToken)
    {
        var kind = new Kind(goal.Integration, goal.Hook, goal.Pixel, goal.Database, goal.Stitch);
        if (_kinds.TryGetValue(kind, out int known))
        {
            return known;
        }

        int id = await AskAsync(
            "select id from goal_kind where integration = $1 and hook = $2 and pixel = $3 and database is not distinct from $4::text and stitch = $5",
            "insert into goal_kind (integration, hook, pixel, database, stitch) values ($1, $2, $3, $4, $5) on conflict do nothing",
            cancellationToken,
            kind.Integration,
            kind.Hook,
            kind.Pixel,
            kind.Database,
            kind.Stitch);
        return _kinds[kind] = id;
    }

    private async ValueTask<int> AskAsync(string find, string add, CancellationToken cancellationToken, params object?[] values)
    {
        List<int> found = await link.QueryAsync(find, row => row.GetInt32(0), cancellationToken, values);
        if (found.Count == 0)
        {
            await link.ExecuteAsync(add, cancellationToken, values);
            found = await link.QueryAsync(find, row => row.GetInt32(0), cancellationToken, values);
        }

        return found[0];
    }

    private readonly record struct Kind(string Integration, string Hook, string Pixel, string? Database, bool Stitch);
}
