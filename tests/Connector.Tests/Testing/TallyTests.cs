using Connector.Testing;

namespace Connector.Tests.Testing;

public sealed class TallyTests
{
    private readonly Tally _tally = new("bytes");

    [Fact]
    public async Task Whoever_waits_is_told_when_the_count_is_reached_and_not_before()
    {
        Task two = _tally.ReachesAsync(2);
        Task five = _tally.ReachesAsync(5);
        _tally.Add();
        Assert.False(two.IsCompleted);

        _tally.Add(3);
        await two;
        Assert.False(five.IsCompleted);

        _tally.Add();
        await five;
        await _tally.ReachesAsync(5);
        Assert.Equal(5, _tally.Count);
    }

    [Fact]
    public async Task Whoever_gives_up_waits_no_longer()
    {
        using var enough = new CancellationTokenSource();
        Task never = _tally.ReachesAsync(1, enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }
}
