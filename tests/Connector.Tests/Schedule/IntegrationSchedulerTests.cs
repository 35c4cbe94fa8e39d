using System.Collections.Concurrent;
using Connector.Core.Catalog;
using Connector.Schedule;
using Connector.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Schedule;

public sealed class IntegrationSchedulerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_integration_never_runs_twice_at_once_while_others_do()
    {
        var running = new ConcurrentDictionary<string, int>();
        var seen = new ConcurrentBag<(string Name, int AtOnce)>();
        var enough = new TaskCompletionSource();
        await using IntegrationScheduler scheduler = await StartAsync(async name =>
        {
            seen.Add((name, running.AddOrUpdate(name, 1, (_, count) => count + 1)));
            await Task.Delay(TimeSpan.FromMilliseconds(80));
            running.AddOrUpdate(name, 0, (_, count) => count - 1);
            if (seen.Count >= 8)
            {
                enough.TrySetResult();
            }
        });
        await scheduler.ApplyAsync([Every("one", 10), Every("two", 10)], _ => null, CancellationToken.None);

        await enough.Task.WaitAsync(Patience);
        Assert.Equal(["one", "two"], seen.Select(run => run.Name).Distinct().Order());
        Assert.All(seen, run => Assert.Equal(1, run.AtOnce));
    }

    [Fact]
    public async Task Stopping_waits_for_what_is_running()
    {
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        bool finished = false;
        IntegrationScheduler scheduler = await StartAsync(async _ =>
        {
            started.TrySetResult();
            await release.Task;
            finished = true;
        });
        await scheduler.ApplyAsync([Every("one", 1000)], _ => null, CancellationToken.None);
        await started.Task.WaitAsync(Patience);

        Task stop = scheduler.DisposeAsync().AsTask();
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop.WaitAsync(Patience);
        Assert.True(finished);
    }

    [Fact]
    public async Task A_changed_config_changes_what_is_scheduled()
    {
        await using IntegrationScheduler scheduler = await StartAsync(_ => Task.CompletedTask);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Integration yearly = Some.Integration() with { Name = "yearly", Schedule = Some.Integration().Schedule with { Cron = "0 0 0 1 1 ?" } };
        await scheduler.ApplyAsync([yearly, yearly with { Name = "asleep", Active = false }, Some.Integration() with { Name = "by-hand" }], _ => null, CancellationToken.None);
        Assert.Equal(now.Year + 1, (await NextAsync(scheduler, "yearly"))!.Value.Year);
        Assert.Null(await NextAsync(scheduler, "asleep"));
        Assert.Null(await NextAsync(scheduler, "by-hand"));

        await scheduler.ApplyAsync(
            [yearly with { Schedule = yearly.Schedule with { Cron = "0 0 0 1 6 ?" } }, yearly with { Name = "asleep" }], _ => null, CancellationToken.None);
        Assert.Equal(6, (await NextAsync(scheduler, "yearly"))!.Value.Month);
        Assert.Equal(1, (await NextAsync(scheduler, "asleep"))!.Value.Month);

        await scheduler.ApplyAsync([], _ => null, CancellationToken.None);
        Assert.Null(await NextAsync(scheduler, "yearly"));
    }

    private static Task<IntegrationScheduler> StartAsync(Func<string, Task> sync) =>
        IntegrationScheduler.StartAsync(sync, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);

    private static Task<DateTimeOffset?> NextAsync(IntegrationScheduler scheduler, string name) => scheduler.NextFireAsync(name, CancellationToken.None);

    private static Integration Every(string name, int milliseconds) => Some.Integration() with
    {
        Name = name,
        Schedule = Some.Integration().Schedule with { Every = TimeSpan.FromMilliseconds(milliseconds) },
    };
}
