using System.Text.RegularExpressions;
using Connector.Alerts;
using Connector.Core.Alerts;
using Connector.Core.Sync;
using Connector.Schedule;
using Connector.Testing;
using Connector.Tests.Schedule;
using Connector.Vendors.Http;
using Connector.Vendors.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Alerts;

/// <summary>Alerts of a real service, at a real receiver.</summary>
public sealed partial class AlertingTests : IAsyncLifetime
{
    private static readonly SourceRefusedException Refused = new("The token is wrong.");

    private readonly HttpMessageHandler _handler = VendorHandler.Create();
    private ServiceLab _lab = null!;
    private AlertReceiver _receiver = null!;
    private Alerting? _alerting;

    [Fact]
    public async Task A_refused_token_is_told_once_even_over_a_restart_and_then_that_it_is_over()
    {
        await StartAsync();
        await SyncAsync(Refused);
        Received alert = await _receiver.NextAsync();
        Assert.Equal((AlertKind.TokenRefused, "shop"), (alert.Kind, alert.Json.GetProperty("integration").GetString()));
        Assert.True(alert.IsSignedWith(AlertReceiver.Secret));
        Assert.Equal(["kind", "integration", "text", "at", "details", "id"], alert.Json.EnumerateObject().Select(member => member.Name));
        await UntilDeliveredAsync();

        await StopAsync();
        await StartAsync();
        await SyncAsync(Refused);
        await SyncAsync(null);
        Received over = await _receiver.NextAsync();
        Assert.Equal((AlertKind.Recovered, AlertKind.TokenRefused), (over.Kind, over.Json.GetProperty("details").GetProperty("alert").GetString()));
        Assert.NotEqual(alert.Id, over.Id);
        await UntilDeliveredAsync();
        Assert.Equal(2, _receiver.Count);
        Assert.Empty(await _lab.Store.Alerts.ListOpenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Failures_before_a_restart_count_and_an_interrupted_message_arrives_after_it_with_its_id()
    {
        _receiver.Answer = attempt => attempt == 0 ? 0 : 200;
        await StartAsync();
        await SyncAsync(new SourceException("No answer."));
        await SyncAsync(new SourceException("No answer."));
        await StopAsync();
        Assert.Equal(0, _receiver.Count);

        await StartAsync();
        await SyncAsync(new SourceException("No answer."));
        Received first = await _receiver.NextAsync();
        Assert.Equal(AlertKind.SyncFailed, first.Kind);
        await StopAsync();

        await StartAsync();
        Received again = await _receiver.NextAsync();
        Assert.Equal(first.Body, again.Body);
        await UntilDeliveredAsync();
    }

    [Fact]
    public async Task A_receiver_that_hangs_holds_up_no_sync()
    {
        _receiver.Answer = _ => 0;
        await StartAsync();
        await SyncAsync(Refused);
        await _receiver.NextAsync();
        Assert.Equal("done", (await SyncAsync(null)).Status);
        Assert.Equal("done", (await SyncAsync(null)).Status);
        Assert.NotEmpty(await _lab.Store.Alerts.ListDeliveriesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_integration_that_is_gone_leaves_no_open_alert_and_messages_to_a_webhook_that_is_gone_are_dropped()
    {
        _receiver.Answer = _ => 0;
        await StartAsync();
        await SyncAsync(Refused);
        await _receiver.NextAsync();
        await StopAsync();

        File.Delete(_lab.PathOf("config/integrations/shop.json"));
        _lab.Configure("other");
        await StartAsync(receivers: []);
        Assert.Empty(await _lab.Store.Alerts.ListDeliveriesAsync(CancellationToken.None));
        await SyncAsync(null, "other");
        await LookAgain.UntilAsync("no alert is open", async () => await _lab.Store.Alerts.ListOpenAsync(CancellationToken.None), open => open.Count == 0);
    }

    [Fact]
    public async Task No_message_holds_personal_data_or_secrets()
    {
        await StartAsync();
        await SyncAsync(Refused);
        await SyncAsync(null);
        foreach (Received got in new[] { await _receiver.NextAsync(), await _receiver.NextAsync() })
        {
            Assert.DoesNotMatch(Personal(), got.Body);
            Assert.DoesNotContain(AlertReceiver.Secret, got.Body);
        }
    }

    public async Task InitializeAsync()
    {
        _lab = await ServiceLab.MakeAsync();
        _lab.Configure("shop");
        _receiver = await AlertReceiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        await _lab.DisposeAsync();
        await _receiver.DisposeAsync();
        _handler.Dispose();
    }

    [GeneratedRegex(@"@|(?<![-0-9a-f])\+?\d{11,}(?!\d*-)")]
    private static partial Regex Personal();

    private async Task StartAsync(IReadOnlyList<Receiver>? receivers = null)
    {
        await _lab.StartAsync();
        _alerting = await Alerting.StartAsync(
            new AlertParts(
                AlertLimits.Default,
                receivers ?? [new Receiver(new Webhook("pager", _receiver.Url, AlertReceiver.Secret), null)],
                _lab.Control,
                _lab.Store.Queries,
                _lab.Store.Alerts,
                _lab.Ends,
                _handler,
                NullLoggerFactory.Instance,
                _lab.Time),
            CancellationToken.None);
    }

    private async Task StopAsync()
    {
        if (_alerting is not null)
        {
            await _alerting.DisposeAsync();
            _alerting = null;
        }

        await _lab.StopAsync();
    }

    private async Task<RunState> SyncAsync(Exception? fault, string integration = "shop")
    {
        if (fault is not null)
        {
            _lab.Source.Faults.Enqueue(fault);
        }

        SyncStart start = await _lab.Control.SyncNowAsync(integration, null, CancellationToken.None);
        Assert.True(start.Started);
        return await _lab.EndAsync(start.Run);
    }

    private async Task UntilDeliveredAsync() =>
        await LookAgain.UntilAsync("every alert is delivered", async () => await _lab.Store.Alerts.ListDeliveriesAsync(CancellationToken.None), waiting => waiting.Count == 0);
}
