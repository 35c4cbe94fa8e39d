using System.Text.Json;
using Connector.Core.Access;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Storage.Sqlite;

/// <summary>Takes out of the store what is not to be kept.</summary>
internal sealed class SqliteUpkeep(SqliteWriter writer, ReadSessions readers) : IStoreUpkeep
{
    /// <summary>As many rows as go in a moment, so that a batch hardly waits.</summary>
    private const long AtOnce = 500;

    private const long Day = 86_400_000;

    public async ValueTask<Erased?> EraseAsync(long profile, string actor, long now, CancellationToken cancellationToken)
    {
        PersonTraces? known = Look(profile, cancellationToken);
        if (known is null)
        {
            return null;
        }

        return await writer.WriteDurablyAsync(session => Erase(session, profile, known, actor, now, cancellationToken), cancellationToken);
    }

    public async ValueTask<Tidied> TidyAsync(Retention retention, long now, CancellationToken cancellationToken) => new(
        await RemoveAsync(
            "run",
            "finished_at < ?1 and id not in (select max(id) from run group by integration, kind)",
            retention.RunsDays,
            now,
            cancellationToken),
        await RemoveAsync("reject", "at < ?1", retention.RejectsDays, now, cancellationToken),
        await RemoveAsync("audit", "at < ?1", retention.AuditDays, now, cancellationToken),
        await RemoveAsync("sample", "at < ?1", retention.RejectsDays, now, cancellationToken),

        // Ids grow with time, and these rows are many: nothing behind the first that stays is looked at.
        await RemoveAsync(
            "message_seen",
            "id < coalesce((select id from message_seen where at >= ?1 order by id limit 1), 9223372036854775807)",
            retention.MessagesDays,
            now,
            cancellationToken),
        await RemoveAsync("delivery", "state = 2 and ended_at < ?1", retention.DeliveriesDays, now, cancellationToken)
            + await RemoveAsync("delivery", "state = 1 and ended_at < ?1", retention.RejectsDays, now, cancellationToken));

    private PersonTraces? Look(long profile, CancellationToken cancellationToken)
    {
        using ReadSessions.Lease lease = readers.Rent();
        lease.Session.Execute("begin");
        try
        {
            return PersonTraces.Find(lease.Session, profile, cancellationToken);
        }
        finally
        {
            lease.Session.Execute("rollback");
        }
    }

    private static Erased? Erase(
        SqliteSession session, long profile, PersonTraces known, string actor, long now, CancellationToken cancellationToken)
    {
        PersonTraces? traces = known;
        if (known.StillHold(session))
        {
            known.GoOn(session, cancellationToken);
        }
        else if ((traces = PersonTraces.Find(session, profile, cancellationToken)) is null)
        {
            return null;
        }

        return Erase(session, profile, traces, actor, now);
    }

    private static Erased Erase(SqliteSession session, long profile, PersonTraces traces, string actor, long now)
    {
        int goals = Execute(session, "update goal set profile = null, anonymous_id = null, waiting = null, part = null where profile = ?1", profile)
            + Execute(
                session,
                "update goal set anonymous_id = null, waiting = null where profile is null and id in (select value from json_each(?1))",
                traces.AnonymousGoals);
        using (SqliteStatement key = session.Prepare("delete from profile_key where space = ?1 and value = ?2 and profile = ?3"))
        {
            foreach ((long space, string value) in traces.Keys)
            {
                key.Bind(1, space).Bind(2, value).Bind(3, profile).Execute();
            }
        }

        Execute(session, "delete from told_profile where destination in (select id from destination) and profile = ?1", profile);
        Execute(session, "delete from profile where id = ?1", profile);
        Execute(session, "delete from profile_merge where from_profile = ?1 or into_profile = ?1", profile);
        var erased = new Erased(
            goals,
            Execute(session, "delete from reject where id in (select value from json_each(?1))", traces.Rejects),
            Execute(session, "delete from sample where id in (select value from json_each(?1))", traces.Samples),
            Execute(session, "delete from waiting_message where id in (select value from json_each(?1))", traces.Waiting),
            Execute(session, "delete from delivery where profile = ?1", profile));
        AuditRows.Append(
            session,
            actor,
            AuditAction.ProfileErased,
            ProfileState.FormatId(profile),
            $"goals {erased.Goals}, rejects {erased.Rejects}, samples {erased.Samples}, waiting events {erased.Waiting}, messages {erased.Deliveries}",
            now);
        return erased;
    }

    private async ValueTask<long> RemoveAsync(string table, string old, int days, long now, CancellationToken cancellationToken)
    {
        if (days <= 0)
        {
            return 0;
        }

        long before = now - (days * Day);
        long removed = 0;
        using ReadSessions.Lease lease = readers.Rent();
        using SqliteStatement page = lease.Session.Prepare($"select id from {table} where {old} and id > ?2 order by id limit ?3");
        var ids = new List<long>();
        do
        {
            page.Bind(1, before).Bind(2, ids.LastOrDefault(long.MinValue)).Bind(3, AtOnce);
            ids.Clear();
            while (page.Step())
            {
                ids.Add(page.Int64(0));
            }

            page.Reset();
            if (ids.Count > 0)
            {
                removed += await writer.WriteAsync(
                    session => Execute(session, $"delete from {table} where id in (select value from json_each(?1))", ids), cancellationToken);
            }
        }
        while (ids.Count == AtOnce);
        return removed;
    }

    private static int Execute(SqliteSession session, string sql, List<long> ids)
    {
        using SqliteStatement statement = session.Prepare(sql);
        statement.Bind(1, JsonSerializer.Serialize(ids)).Execute();
        return session.Changed;
    }

    private static int Execute(SqliteSession session, string sql, long id)
    {
        using SqliteStatement statement = session.Prepare(sql);
        statement.Bind(1, id).Execute();
        return session.Changed;
    }
}
