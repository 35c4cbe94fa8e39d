using Connector.Sandbox.Faults;
using Connector.Testing;

namespace Connector.Tests.Sandbox;

public sealed class RequestLogTests : SandboxTest
{
    private static readonly string Url = Events($"fields=event_name&{Day}");

    [Fact]
    public async Task Whoever_waits_is_told_when_requests_have_come_before_they_are_answered()
    {
        Sandbox.Faults.Add(FaultKind.Stall);
        using var gaveUp = new CancellationTokenSource(LookAgain.Patience);
        Task two = Sandbox.Requests.ReachesAsync(2, gaveUp.Token);
        Task stalled = Client.GetAsync(Url, gaveUp.Token);
        await Sandbox.Requests.ReachesAsync(1, gaveUp.Token);
        Assert.False(two.IsCompleted);

        await GetAsync(Url);
        await two;
        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stalled);
    }

    [Fact]
    public async Task Whoever_waits_for_an_answer_is_told_when_it_has_ended()
    {
        using var patience = new CancellationTokenSource(LookAgain.Patience);
        Task answered = Sandbox.Requests.UntilAsync(() => Sandbox.Requests.Any(one => one.Code == 202), patience.Token);
        Assert.False(answered.IsCompleted);
        await GetAsync(Url);
        await answered;
    }
}
