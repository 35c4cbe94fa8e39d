using Connector.Schedule;
using Connector.Testing;
using NSubstitute;
using Quartz;

namespace Connector.Tests.Schedule;

/// <summary>What is seen of the schedule a moment later.</summary>
public sealed class ScheduleOutlookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_was_looked_at_while_something_changed_is_looked_at_again()
    {
        IScheduler scheduler = Substitute.For<IScheduler>();
        var looking = new TaskCompletionSource<PagedResult<TriggerHeader>>();
#pragma warning disable CA2012 // Calls that are set up are not awaited.
        scheduler.QueryTriggers(default!, default).ReturnsForAnyArgs(_ => new(looking.Task), _ => new(Page(Due("shop"))));
        scheduler.QueryTriggerGroups(default!, default).ReturnsForAnyArgs(_ => new(new PagedResult<TriggerGroup>([], false, null)));
#pragma warning restore CA2012
        var outlook = new ScheduleOutlook(scheduler, new ManualTime(Noon));

        Task<IReadOnlyDictionary<string, DateTimeOffset>> before = outlook.NextFiresAsync(default);
        outlook.Forget();
        looking.SetResult(Page());

        Assert.Empty(await before);
        Assert.Equal(["shop"], (await outlook.NextFiresAsync(default)).Keys);
        Assert.Equal(["shop"], (await outlook.NextFiresAsync(default)).Keys);
        await scheduler.ReceivedWithAnyArgs(2).QueryTriggers(default!, default);
    }

    private static PagedResult<TriggerHeader> Page(params TriggerHeader[] headers) => new(headers, false, null);

    private static TriggerHeader Due(string integration) => new(
        ScheduleKeys.Schedule(integration), ScheduleKeys.Job(integration), null, "CRON", TriggerState.Normal, Noon, null, Noon.AddHours(1), null, null, 5, null, null, 0);
}
