using System.Net.Http.Headers;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Testing;
using Connector.Tests.Vendors.AppMetrica;
using Connector.Vendors.Http.Outbound;

namespace Connector.Tests.Deliveries;

/// <summary>How a destination is asked, whatever it is told.</summary>
public sealed class OutboundChannelTests : IDisposable
{
    private static readonly DeliveryPace Pace = DeliveryLab.Pace with { Retries = 3, Timeout = TimeSpan.FromMinutes(1), LongestPause = TimeSpan.FromMinutes(5) };

    // Waits are over at once; the limit of an answer is not.
    private readonly ManualTime _time = new() { SkipWaits = wait => wait != Pace.Timeout };
    private readonly ScriptedServer _server = new();

    public static TheoryData<int, int> Wishes => new() { { 7, 7 }, { 3600, 300 } };

    [Theory]
    [MemberData(nameof(Wishes))]
    public async Task Who_says_when_to_come_back_is_left_alone_until_then_but_not_for_ever(int seconds, int kept)
    {
        _server.Text(429, "slow", response => response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)));
        using OutboundChannel channel = Channel();

        Assert.Equal(new SendResult.Closed(TimeSpan.FromSeconds(kept), "429: slow", 1), await SendAsync(channel));
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(kept), channel.ClosedUntil);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task The_time_to_come_back_may_be_a_date()
    {
        DateTimeOffset date = _time.GetUtcNow() + TimeSpan.FromSeconds(90);
        _server.Text(503, "", response => response.Headers.RetryAfter = new RetryConditionHeaderValue(date));
        using OutboundChannel channel = Channel();

        Assert.Equal(TimeSpan.FromSeconds(90), Assert.IsType<SendResult.Closed>(await SendAsync(channel)).For);
    }

    [Fact]
    public async Task A_failure_is_repeated_with_growing_pauses_and_the_last_answer_kept()
    {
        _server.Text(500, "first").Text(502, "then");
        using OutboundChannel channel = Channel(Pace with { RetryPause = TimeSpan.FromSeconds(1) });

        Assert.Equal(new SendResult.Later(4, 0, "502: then"), await SendAsync(channel));
        Assert.Equal(3, _time.Skipped.Count);
    }

    [Fact]
    public async Task The_secret_is_in_no_answer_that_is_kept()
    {
        _server.Text(400, "the-secret is\r\nwrong");
        using OutboundChannel channel = Channel();

        Assert.Equal(new SendResult.Refused(1, 0, "400: *** is wrong"), await SendAsync(channel));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_an_answer()
    {
        _server.Text(400, "\uFEFFno");
        using OutboundChannel channel = Channel();

        Assert.Equal("400: no", (await SendAsync(channel)).Answer);
    }

    [Fact]
    public async Task Requests_keep_to_the_rate()
    {
        _server.Text(200, "");
        using OutboundChannel channel = Channel(Pace with { Rate = 10 });
        DateTimeOffset begun = _time.GetUtcNow();
        for (int i = 0; i < 31; i++)
        {
            Assert.IsType<SendResult.Taken>(await SendAsync(channel));
        }

        Assert.InRange(_time.GetUtcNow() - begun, TimeSpan.FromSeconds(2.9), TimeSpan.FromSeconds(3.1));
    }

    public void Dispose() => _server.Dispose();

    private OutboundChannel Channel(DeliveryPace? pace = null) => new(_server, pace ?? Pace, "the-secret", _time);

    private static Task<SendResult> SendAsync(OutboundChannel channel) => channel.SendAsync(
        () => new HttpRequestMessage(HttpMethod.Post, "http://there.test/") { Content = new StringContent("{}") },
        answer => new Verdict(answer.Status switch { 200 => Meaning.Taken, 400 => Meaning.Refused, _ => Meaning.Later }, $"{answer.Status}: {answer.Text}"),
        CancellationToken.None);
}
