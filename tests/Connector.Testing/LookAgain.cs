using System.Collections;
using System.Diagnostics;

namespace Connector.Testing;

/// <summary>
/// Looks again and again until something is so: the one place where tests wait by the clock. It is for what tells nobody when it
/// changes: another process, a page, a file, rows of a store. What can tell is waited for with a <see cref="Tally"/> or a task.
/// </summary>
public static class LookAgain
{
    /// <summary>How long everything is waited for that has no reason to take longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <param name="what">What is waited for, after "until".</param>
    /// <exception cref="TimeoutException">It did not become so in time.</exception>
    public static Task UntilAsync(string what, Func<bool> isSo, CancellationToken cancellationToken = default) =>
        UntilAsync(what, () => Task.FromResult(isSo()), static so => so, null, cancellationToken);

    /// <param name="what">What is waited for, after "until".</param>
    /// <param name="isSo">Given what was seen.</param>
    /// <param name="patience">Null: <see cref="Patience"/>.</param>
    /// <returns>What was seen when it was so.</returns>
    /// <exception cref="TimeoutException">It did not become so in time; says what was seen last.</exception>
    public static async Task<T> UntilAsync<T>(
        string what, Func<Task<T>> lookAsync, Func<T, bool> isSo, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        TimeSpan limit = patience ?? Patience;
        long start = Stopwatch.GetTimestamp();
        object? last = null;
        while (Stopwatch.GetElapsedTime(start) is var passed && passed < limit)
        {
            T seen;
            try
            {
                seen = await lookAsync().WaitAsync(limit - passed, cancellationToken);
            }
            catch (TimeoutException) when (Stopwatch.GetElapsedTime(start) >= limit)
            {
                break;
            }

            if (isSo(seen))
            {
                return seen;
            }

            last = seen;
            await Task.Delay(Pause, cancellationToken);
        }

        throw new TimeoutException($"For {limit.TotalSeconds:0} s it was waited in vain until {what}. Seen last: {Words(last)}");
    }

    private static string Words(object? seen) =>
        seen is IEnumerable all and not string ? $"[{string.Join(", ", all.Cast<object?>())}]" : seen?.ToString() ?? "nothing";
}
