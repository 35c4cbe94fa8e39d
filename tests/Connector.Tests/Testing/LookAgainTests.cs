using Connector.Testing;

namespace Connector.Tests.Testing;

public sealed class LookAgainTests
{
    [Fact]
    public async Task It_looks_until_it_is_so_and_returns_what_it_saw()
    {
        int looks = 0;
        Assert.Equal(3, await LookAgain.UntilAsync("it is 3", () => Task.FromResult(++looks), seen => seen == 3));
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task What_does_not_become_so_is_told_with_what_was_seen_last()
    {
        TimeoutException vain = await Assert.ThrowsAsync<TimeoutException>(
            () => LookAgain.UntilAsync("both are done", () => Task.FromResult<string[]>(["done", "running"]), _ => false, TimeSpan.FromMilliseconds(1)));
        Assert.EndsWith("in vain until both are done. Seen last: [done, running]", vain.Message);
    }

    [Fact]
    public async Task A_look_that_does_not_end_is_no_reason_to_wait_longer() =>
        await Assert.ThrowsAsync<TimeoutException>(
            () => LookAgain.UntilAsync("it answers", () => new TaskCompletionSource<int>().Task, _ => true, TimeSpan.FromMilliseconds(1)));
}
