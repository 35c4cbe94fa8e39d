using System.Text;
using Connector.Testing;
using Connector.Vendors.Http;
using Connector.Vendors.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Alerts;

public sealed class WebhookSenderTests : IAsyncLifetime
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"1","text":"Лаг"}""");

    // Pauses between attempts are over at once; the limit of an answer is not.
    private readonly ManualTime _time = new() { SkipWaits = wait => wait != WebhookSender.AnswerLimit };
    private readonly HttpMessageHandler _handler = VendorHandler.Create();
    private AlertReceiver _receiver = null!;
    private WebhookSender _sender = null!;

    [Fact]
    public async Task A_message_is_a_signed_post_of_json()
    {
        Assert.Null(await SendAsync());
        Received got = await _receiver.NextAsync();
        Assert.Equal(("POST", "application/json; charset=utf-8"), (got.Method, got.ContentType));
        Assert.Equal(Encoding.UTF8.GetString(Body), got.Body);
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), got.SignedAt);
        Assert.True(got.IsSignedWith(AlertReceiver.Secret));
        Assert.False(got.IsSignedWith("another"));
    }

    [Fact]
    public void The_signature_is_the_one_that_README_describes() => Assert.Equal(
        "t=1795348800,v1=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("key"u8, "1795348800.{}"u8)),
        WebhookSignature.Of("key", DateTimeOffset.FromUnixTimeSeconds(1795348800), "{}"u8));

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    public async Task Whatever_is_no_success_is_sent_again_after_a_pause_with_a_new_signature(int status)
    {
        _receiver.Answer = attempt => attempt < 4 ? status : 200;
        Assert.Null(await SendAsync());
        Received[] all = [await _receiver.NextAsync(), await _receiver.NextAsync(), await _receiver.NextAsync(), await _receiver.NextAsync(), await _receiver.NextAsync()];
        Assert.Equal(5, _receiver.Count);
        Assert.Single(all.Select(one => one.Body).Distinct());
        Assert.All(all, one => Assert.True(one.IsSignedWith(AlertReceiver.Secret)));
        Assert.True(all[^1].SignedAt > all[0].SignedAt);
        Assert.Equal(4, _time.Skipped.Count);
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_left_and_asked_again()
    {
        _receiver.Answer = attempt => attempt == 0 ? 0 : 200;
        Task<string?> sending = SendAsync();
        await _receiver.NextAsync();
        _time.Advance(WebhookSender.AnswerLimit);
        Assert.Null(await sending);
        Assert.Equal(2, _receiver.Count);
    }

    [Fact]
    public async Task Pauses_grow_and_after_hours_a_message_is_given_up_with_the_reason()
    {
        _receiver.Answer = _ => 503;
        DateTimeOffset began = _time.GetUtcNow();
        Assert.Equal("it answered 503", await SendAsync());
        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromHours(6), TimeSpan.FromHours(7));
        Assert.InRange(_receiver.Count, 20, 100);

        // Each has its share of chance, so one alone may be shorter than an earlier one.
        Assert.True(_time.Skipped.TakeLast(5).Average(pause => pause.TotalSeconds) > 10 * _time.Skipped.Take(5).Average(pause => pause.TotalSeconds));
    }

    [Fact]
    public async Task A_receiver_out_of_reach_is_given_up_too_and_its_address_is_not_told()
    {
        var gone = new Webhook("pager", new Uri("http://127.0.0.1:1/secret-path"), AlertReceiver.Secret);
        Assert.Equal("ConnectionError", await _sender.SendAsync(gone, Body, _time.GetUtcNow(), CancellationToken.None));
    }

    public async Task InitializeAsync()
    {
        _receiver = await AlertReceiver.StartAsync();
        _sender = new WebhookSender(_handler, _time, NullLogger<WebhookSender>.Instance);
    }

    public async Task DisposeAsync()
    {
        _sender.Dispose();
        _handler.Dispose();
        await _receiver.DisposeAsync();
    }

    private Task<string?> SendAsync() => _sender.SendAsync(
        new Webhook("pager", _receiver.Url, AlertReceiver.Secret), Body, _time.GetUtcNow() + Connector.Alerts.AlertOutbox.Patience, CancellationToken.None);
}
