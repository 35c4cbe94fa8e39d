using Connector.Core.Access;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Takes out of the store what is not to be kept.</summary>
internal sealed class PostgresUpkeep(PostgresLink link) : IStoreUpkeep
{
    /// <summary>As many rows as go in a moment, so that little is locked at a time.</summary>
    private const int AtOnce = 2000;

    private const long Day = 86_400_000;

    public async ValueTask<Erased?> EraseAsync(long profile, string actor, long now, CancellationToken cancellationToken)
    {
        // What is being written now is waited for, and found then; what begins to be written later came after.
        await link.WriteAsync(connection => AloneAsync(connection, cancellationToken), cancellationToken);
        PostgresTraces? known = await link.RunAsync(connection => PostgresTraces.FindAsync(connection, profile, cancellationToken), cancellationToken);
        return known is null
            ? null
            : await link.WriteAsync(connection => EraseAsync(connection, profile, known, actor, now, cancellationToken), cancellationToken);
    }

    public async ValueTask<Tidied> TidyAsync(Retention retention, long now, CancellationToken cancellationToken) => new(
        await RemoveAsync(
            "run",
            "finished_at < $1 and id not in (select max(id) from run group by integration, kind)",
            retention.RunsDays,
            now,
            cancellationToken),
        await RemoveAsync("reject", "at < $1", retention.RejectsDays, now, cancellationToken),
        await RemoveAsync("audit", "at < $1", retention.AuditDays, now, cancellationToken),
        await RemoveAsync("sample", "at < $1", retention.RejectsDays, now, cancellationToken),

        // Ids grow with time, and these rows are many: nothing behind the first that stays is looked at.
        await RemoveAsync(
            "message_seen",
            "id < coalesce((select id from message_seen where at >= $1 order by id limit 1), 9223372036854775807)",
            retention.MessagesDays,
            now,
            cancellationToken),
        await RemoveAsync("delivery", "state = 2 and ended_at < $1", retention.DeliveriesDays, now, cancellationToken)
            + await RemoveAsync("delivery", "state = 1 and ended_at < $1", retention.RejectsDays, now, cancellationToken));

    /// <summary>Alone for a moment: no batch is about to give the profile a goal or a key.</summary>
    private static async Task<Erased?> EraseAsync(
        NpgsqlConnection connection, long profile, PostgresTraces known, string actor, long now, CancellationToken cancellationToken)
    {
        await AloneAsync(connection, cancellationToken);
        PostgresTraces? traces = await HoldsAsync(connection, known, cancellationToken)
            ? known
            : await PostgresTraces.FindAsync(connection, profile, cancellationToken);
        if (traces is null)
        {
            return null;
        }

        int goals = await connection.ExecuteAsync(
            "update goal set profile = null, anonymous_id = null, waiting = null, part = null where profile = $1", [profile], cancellationToken)
            + await connection.ExecuteAsync(
                """
                update goal g set anonymous_id = null, waiting = null
                from unnest($1::uuid[]) as w (key)
                where g.key = w.key and g.profile is null
                """,
                [traces.AnonymousGoals],
                cancellationToken);
        await connection.ExecuteAsync(
            """
            delete from profile_key k
            using unnest($1::text[], $2::integer[]) as w (value, space)
            where k.value = w.value collate "C" and k.space = w.space and k.profile = $3
            """,
            [traces.Keys.Select(key => key.Value).ToArray(), traces.Keys.Select(key => key.Space).ToArray(), profile],
            cancellationToken);
        await connection.ExecuteAsync("delete from told_profile where profile = $1", [profile], cancellationToken);
        await connection.ExecuteAsync("delete from profile where id = $1", [profile], cancellationToken);
        await connection.ExecuteAsync("delete from profile_merge where from_profile = $1 or into_profile = $1", [profile], cancellationToken);
        var erased = new Erased(
            goals,
            await connection.ExecuteAsync("delete from reject where id = any ($1)", [traces.Rejects], cancellationToken),
            await connection.ExecuteAsync("delete from sample where id = any ($1)", [traces.Samples], cancellationToken),
            await connection.ExecuteAsync("delete from waiting_message where id = any ($1)", [traces.Waiting], cancellationToken),
            await connection.ExecuteAsync("delete from delivery where profile = $1", [profile], cancellationToken));
        await PostgresAudit.AppendAsync(
            connection,
            actor,
            AuditAction.ProfileErased,
            ProfileState.FormatId(profile),
            $"goals {erased.Goals}, rejects {erased.Rejects}, samples {erased.Samples}, waiting events {erased.Waiting}, messages {erased.Deliveries}",
            now,
            cancellationToken);
        return erased;
    }

    private static Task<int> AloneAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"select pg_advisory_xact_lock({PostgresLocks.Class}, {PostgresLocks.Gate})", [], cancellationToken);

    /// <summary>Whether the profile and its keys are what they were.</summary>
    private static async Task<bool> HoldsAsync(NpgsqlConnection connection, PostgresTraces known, CancellationToken cancellationToken)
    {
        List<byte[]> states = await connection.QueryAsync(
            "select state from profile where id = $1", row => row.GetFieldValue<byte[]>(0), [known.Profile.Id], cancellationToken);
        long version = await connection.ScalarAsync<long>(PostgresSpaces.Version, [], cancellationToken);
        return states.Count == 1 && states[0].AsSpan().SequenceEqual(known.State) && version == known.SpacesVersion;
    }

    private async ValueTask<long> RemoveAsync(string table, string old, int days, long now, CancellationToken cancellationToken)
    {
        if (days <= 0)
        {
            return 0;
        }

        long removed = 0;
        int some;
        do
        {
            some = await link.ExecuteAsync(
                $"delete from {table} where id in (select id from {table} where {old} order by id limit $2 for update skip locked)",
                cancellationToken,
                now - (days * Day),
                AtOnce);
            removed += some;
        }
        while (some == AtOnce);
        return removed;
    }
}
