using System.Collections.Concurrent;
using System.Globalization;

namespace Connector.Storage.Postgres;

/// <summary>The parts of the table of goals, one a month of receive time, made when the first goal of the month comes.</summary>
/// <remarks>The first 32 bits of a key are seconds of that time, so equal keys are always in the same part, and a key is unique in all if it is in its part.</remarks>
internal sealed class GoalMonths(PostgresLink link)
{
    private const int DigestBits = 96;
    private const int FirstYear = 2010;
    private const int EndYear = 2100;

    private readonly ConcurrentDictionary<DateTime, bool> _made = [];

    /// <summary>Makes the parts that the keys need and that are not there yet, in transactions of their own.</summary>
    public async ValueTask EnsureAsync(IEnumerable<UInt128> keys, CancellationToken cancellationToken)
    {
        foreach (DateTime month in keys.Select(MonthOf).Distinct().Where(month => month.Year is >= FirstYear and < EndYear).ToArray())
        {
            if (_made.TryAdd(month, true))
            {
                try
                {
                    await MakeAsync(month, cancellationToken);
                }
                catch
                {
                    _made.TryRemove(month, out _);
                    throw;
                }
            }
        }
    }

    private static DateTime MonthOf(UInt128 key)
    {
        DateTime time = DateTime.UnixEpoch.AddSeconds((uint)(key >> DigestBits));
        return new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc);
    }

    private static UInt128 KeyAt(DateTime time) => (UInt128)(uint)(time - DateTime.UnixEpoch).TotalSeconds << DigestBits;

    /// <summary>Made beside the table and attached then: that lets batches go on, where making it in place would wait for all of them.</summary>
    private async ValueTask MakeAsync(DateTime month, CancellationToken cancellationToken)
    {
        string name = "goal_" + month.ToString("yyyy_MM", CultureInfo.InvariantCulture);
        await link.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync($"select pg_advisory_xact_lock({PostgresLocks.Class}, {PostgresLocks.Parts})", [], cancellationToken);
                if (await connection.ScalarAsync<bool>($"select to_regclass('{name}') is not null", [], cancellationToken))
                {
                    return 0;
                }

                await connection.ExecuteAsync($"create table {name} (like goal including defaults including constraints including indexes)", [], cancellationToken);
                return await connection.ExecuteAsync(
                    $"alter table goal attach partition {name} for values from ('{PostgresRows.Uuid(KeyAt(month))}') to ('{PostgresRows.Uuid(KeyAt(month.AddMonths(1)))}')",
                    [],
                    cancellationToken);
            },
            cancellationToken);
    }
}
