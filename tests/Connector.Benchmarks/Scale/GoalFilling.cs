using System.Globalization;
using Npgsql;

namespace Connector.Benchmarks.Scale;

/// <summary>Fills a store with goals of two years: made on the server, month after month, each loaded before it gets its indexes.</summary>
internal static class GoalFilling
{
    private const int Months = 24;

    /// <summary>Of each so many goals one is of nobody yet, and waits for its device.</summary>
    private const int OneWaits = 8;

    /// <summary>When the generated shop begins: what is measured falls into the month behind the filled ones.</summary>
    private static readonly DateTime End = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="goals">In all, spread evenly.</param>
    public static async Task RunAsync(string store, long goals)
    {
        await DatabaseServer.ExecuteAsync(
            store,
            """
            insert into goal_kind (integration, hook, pixel, database, stitch) values ('every-row', 'filled', 'app', 'visitors', true);
            create table filled_profile as select row_number() over () as n, id from profile;
            create unique index on filled_profile (n);
            analyze filled_profile;
            """);
        for (int month = 0; month < Months; month++)
        {
            DateTime from = End.AddMonths(month - Months);
            long count = (goals * (month + 1) / Months) - (goals * month / Months);
            await DatabaseServer.ExecuteAsync(store, Month(from, count));
        }

        await DatabaseServer.ExecuteAsync(store, "drop table filled_profile");
        await DatabaseServer.ExecuteAsync(store, "vacuum analyze");
    }

    /// <summary>Keys are seconds of the month and a digest, as real ones; neighbours in the table are neighbours in time.</summary>
    private static string Month(DateTime from, long count)
    {
        DateTime to = from.AddMonths(1);
        string name = "goal_" + from.ToString("yyyy_MM", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            create table {name} (like goal including defaults);
            insert into {name} (key, at, profile, kind, waiting, name, value, anonymous_id)
            select (lpad(to_hex(s.at), 8, '0') || substr(md5(s.at::text || s.n), 1, 24))::uuid, s.at * 1000, case when s.n % {OneWaits} > 0 then p.id end, k.id,
                case when s.n % {OneWaits} = 0 then d.id end, 'screen_opened', case when s.n % 3 = 0 then '1290.00' end, (9223372036854775808 + s.n * 7919)::text
            from (select {Seconds(from)} + n * {Seconds(to) - Seconds(from)} / {count} as at, n from generate_series(0::bigint, {count} - 1) as n) as s
            join (select count(*) as profiles from filled_profile) as c on true
            join filled_profile p on p.n = 1 + (s.n * 48271) % c.profiles
            join goal_kind k on k.hook = 'filled'
            join database_name d on d.name = 'visitors';
            alter table {name} add constraint part check (key >= '{Bound(from)}' and key < '{Bound(to)}');
            alter table goal attach partition {name} for values from ('{Bound(from)}') to ('{Bound(to)}');
            alter table {name} drop constraint part;
            """);
    }

    private static long Seconds(DateTime time) => (long)(time - DateTime.UnixEpoch).TotalSeconds;

    private static string Bound(DateTime time) => Seconds(time).ToString("x8", CultureInfo.InvariantCulture) + "-0000-0000-0000-000000000000";
}
