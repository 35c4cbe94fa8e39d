using Connector.Core.Profiles;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>A message about a profile that goes into another.</summary>
/// <param name="IsFresh">It was not sent yet, so its time may still change.</param>
internal sealed record MovingMessage(long Id, long Profile, int Destination, long At, bool IsFresh)
{
    /// <returns>By the profile that goes, in the order of ids.</returns>
    public static async Task<ILookup<long, MovingMessage>> OfAsync(NpgsqlConnection connection, ProfileMerge[] merges, CancellationToken cancellationToken)
    {
        List<MovingMessage> all = merges.Length == 0 ? [] : await connection.QueryAsync(
            """
            select d.id, d.profile, d.destination, d.at, d.state = 0 and d.attempts = 0
            from unnest($1::bigint[]) as w (profile) join delivery d on d.profile = w.profile
            order by d.id
            for update of d
            """,
            row => new MovingMessage(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetInt64(3), row.GetBoolean(4)),
            [merges.Select(merge => merge.From).ToArray()],
            cancellationToken);
        return all.ToLookup(message => message.Profile);
    }
}
