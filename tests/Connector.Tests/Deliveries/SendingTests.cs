using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Deliveries;
using Connector.Sandbox.Faults;
using Connector.Testing;
using Connector.Vendors.Altcraft;
using Connector.Vendors.Http;
using Microsoft.Extensions.Logging.Abstractions;
using static Connector.Tests.Deliveries.DeliveryLab;

namespace Connector.Tests.Deliveries;

/// <summary>Whatever happens on the way, each message arrives once and those of a profile in order.</summary>
public sealed class SendingTests
{
    public static TheoryData<string> Faults => new("delivery-error:7", "delivery-busy:2", "delivery-lost:6", "delivery-sick:5", "delivery-hang:2");

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Altcraft_hears_everything_once_and_in_order_under_every_fault(string fault)
    {
        await using DeliveryLab lab = await StartAsync(url => Altcraft(url) with { Pace = Pace with { Timeout = TimeSpan.FromMilliseconds(300) } }, Of(fault));
        await TellAStoryAsync(lab);
        await lab.SendAllAsync();

        Assert.Equal(
            Expected(),
            lab.Sandbox.Altcraft.Goals.GroupBy(goal => goal.Profile).Select(group => string.Join(' ', group.Select(goal => goal.Name))).Order(StringComparer.Ordinal));
        Assert.All(await lab.AllAsync(), one => Assert.Equal(DeliveryState.Delivered, one.State));
        Assert.All(lab.Sandbox.Altcraft.Profiles, profile => Assert.Equal("\"last\"", profile.Fields["tier"]));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Metrix_hears_everything_once_and_in_order_under_every_fault(string fault)
    {
        await using DeliveryLab lab = await StartAsync(url => Metrix(url) with { Pace = Pace with { Timeout = TimeSpan.FromMilliseconds(300), BatchSize = 3 } }, Of(fault));
        await TellAStoryAsync(lab);
        await lab.SendAllAsync();

        List<Delivery> all = await lab.AllAsync();
        Assert.All(all, one => Assert.Equal(DeliveryState.Delivered, one.State));
        Assert.Equal(
            all.GroupBy(one => one.Message.Profile).Select(group => string.Join(' ', group.Select(one => one.Message.MessageId))).Order(StringComparer.Ordinal),
            lab.Sandbox.Metrix.Messages.GroupBy(one => one.CustomUserId).Select(group => string.Join(' ', group.Select(one => one.Id))).Order(StringComparer.Ordinal));
        Assert.Empty(lab.Sandbox.Metrix.Dropped);
    }

    [Fact]
    public async Task A_poisoned_message_fails_with_its_answer_blocks_nobody_and_goes_out_after_the_cure()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft, new Fault(FaultKind.DeliveryRefuse, Column: "poison"));
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com", "buy poison"), Buy("anna@example.com", "buy food"), Profile("boris@example.com"));
        Drained drained = await lab.SendAsync();

        Assert.Equal((3, 1), (drained.Delivered, drained.Failed));
        Delivery failed = (await lab.AllAsync()).Single(one => one.State == DeliveryState.Failed);
        Assert.Equal(("400: refused on purpose", 1), (failed.Answer, failed.Attempts));

        lab.Sandbox.Faults.Clear();
        Assert.Equal(1, await lab.Store.Deliveries.RetryAsync(null, null, 0, default));
        await lab.SendAllAsync();
        Assert.Equal(["buy food", "buy poison"], lab.Sandbox.Altcraft.Goals.Select(goal => goal.Name));
    }

    [Fact]
    public async Task What_cannot_be_delivered_fails_after_its_time_and_not_before()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft, new Fault(FaultKind.DeliveryError, 1000));
        await lab.ImportAsync(Profile("anna@example.com"));
        for (int i = 0; i < 3; i++)
        {
            await lab.SendAsync();
        }

        Delivery waiting = Assert.Single(await lab.AllAsync());
        Assert.Equal((DeliveryState.Pending, "503"), (waiting.State, waiting.Answer));
        Assert.True(waiting.Attempts >= 3);

        await lab.ConfigureAsync(Altcraft(lab.Sandbox.Url) with { Pace = Pace with { GiveUpAfter = TimeSpan.Zero } });
        for (int i = 0; i < 50 && (await lab.AllAsync())[0].State == DeliveryState.Pending; i++)
        {
            await lab.SendAsync();
        }

        Assert.Equal(DeliveryState.Failed, (await lab.AllAsync())[0].State);
    }

    [Fact]
    public async Task A_destination_that_is_down_is_left_alone_for_a_while()
    {
        await using DeliveryLab lab = await StartAsync(url => Altcraft(url) with { Pace = Pace with { LongestPause = TimeSpan.FromMinutes(1), Parallel = 1 } }, new Fault(FaultKind.DeliveryError, 1000));
        await lab.ImportAsync([.. Enumerable.Range(0, 20).Select(i => Profile($"p{i}@example.com"))]);
        Drained drained = await lab.SendAsync();

        Assert.Equal((0, 0, "503"), (drained.Delivered, drained.Failed, drained.Answer));
        Assert.True(lab.Sandbox.Requests.Count() < 20);
        Assert.Contains(await lab.AllAsync(), one => one.Attempts == 0);
    }

    [Fact]
    public async Task A_message_that_was_sent_says_why_it_waits_also_where_the_circuit_broke_on_it()
    {
        await using DeliveryLab lab = await StartAsync(
            url => Altcraft(url) with { Pace = Pace with { Timeout = TimeSpan.FromMilliseconds(100), Parallel = 1 } }, new Fault(FaultKind.DeliveryHang, 1000));
        await lab.ImportAsync([.. Enumerable.Range(0, 9).Select(i => Profile($"p{i}@example.com"))]);
        await lab.SendAsync();

        Assert.All((await lab.AllAsync()).Where(one => one.Attempts > 0), one => Assert.Equal("No answer within 0.1 s.", one.Answer));
        Assert.Contains(await lab.AllAsync(), one => one.Attempts is > 0 and < 3);
    }

    [Fact]
    public async Task What_no_message_can_help_fails_none_however_long_it_takes()
    {
        await using DeliveryLab lab = await StartAsync(url => Altcraft(url) with { Token = "", Pace = Pace with { GiveUpAfter = TimeSpan.Zero } });
        await lab.ImportAsync(Profile("anna@example.com"));
        Assert.Equal((0, "401: token required"), (await lab.SendAsync()) is var drained ? (drained.Failed, drained.Answer) : default);
        Assert.Equal(DeliveryState.Pending, Assert.Single(await lab.AllAsync()).State);
    }

    [Fact]
    public async Task What_the_destination_calls_a_profile_serves_its_next_message_already()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com"));
        using var client = new NamingClient();
        await new DestinationSender(lab.Destination, client, lab.Store.Deliveries, static () => 0, TimeProvider.System).SendAsync(default);
        Assert.Equal([null, "name 1"], client.KnownAs);
    }

    [Fact]
    public async Task A_message_that_was_not_sent_stays_as_it_is_and_a_goal_is_written_the_same_whatever_becomes_known()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        await lab.ImportAsync(Profile("anna@example.com"), Buy("anna@example.com"));
        List<Delivery> all = await lab.AllAsync();

        Assert.Null(RetryRule.Settle(all[0], new SendResult.Closed(TimeSpan.FromSeconds(1), null), Pace, 0, 0));
        Assert.Equal(
            ["there", null],
            all.Select(one => AltcraftRequest.IdThere(one with { KnownAs = "there" }, MessageBody.Read(one.Message.Body))));
    }

    [Fact]
    public async Task The_service_sends_by_itself_and_takes_up_a_changed_config()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        using HttpMessageHandler handler = VendorHandler.Create();
        await using var service = new DeliveryService(() => lab.Catalog, lab.Store.Deliveries, handler, NullLoggerFactory.Instance, TimeProvider.System);
        using var patience = new CancellationTokenSource(LookAgain.Patience);
        service.Start();
        await lab.ImportAsync(Profile("anna@example.com"));
        await lab.Sandbox.Requests.UntilAsync(() => lab.Sandbox.Altcraft.Profiles.Count == 1, patience.Token);

        await lab.ConfigureAsync(Metrix(lab.Sandbox.Url) with { Name = "other" });
        await lab.ImportAsync(Profile("anna@example.com", ""","tier":"gold" """, at: 5));
        await lab.Sandbox.Requests.UntilAsync(() => lab.Sandbox.Metrix.Messages.Count == 1, patience.Token);
        Assert.Null(service.ClosedUntil("other"));
    }

    [Fact]
    public async Task A_preview_tells_nobody()
    {
        await using DeliveryLab lab = await StartAsync(Altcraft);
        Assert.Equal(2, await lab.PreviewAsync(Profile("anna@example.com")));
        Assert.Empty(await lab.AllAsync());
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(3, 16)]
    [InlineData(6, 32)]
    [InlineData(300, 900)]
    public void The_pause_before_the_next_attempt_doubles_with_every_round_up_to_the_longest(int attempts, int seconds)
    {
        DeliveryPace pace = Pace with { Retries = 2, RetryPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(15) };
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryRule.Pause(attempts, pace, 0));
        Assert.Equal(TimeSpan.FromSeconds(seconds * 1.125), RetryRule.Pause(attempts, pace, 0.5));
    }

    /// <summary>Two batches, each with several people who do several things.</summary>
    private static async Task TellAStoryAsync(DeliveryLab lab)
    {
        await lab.ImportAsync([.. Enumerable.Range(0, 6).SelectMany(person => (string[])
        [
            Profile($"p{person}@example.com", ""","tier":"first" """),
            Buy($"p{person}@example.com", "buy 1", at: 1),
            Buy($"p{person}@example.com", "buy 2", at: 2),
        ])]);
        await lab.ImportAsync([.. Enumerable.Range(0, 6).SelectMany(person => (string[])
        [
            Profile($"p{person}@example.com", ""","tier":"last" """, at: 9),
            Buy($"p{person}@example.com", "buy 3", at: 3),
        ])]);
    }

    /// <summary>Takes everything, and gives each profile a new name.</summary>
    private sealed class NamingClient : IDestinationClient
    {
        public List<string?> KnownAs { get; } = [];

        public DateTimeOffset? ClosedUntil => null;

        public int Fit(IReadOnlyList<Delivery> messages) => 1;

        public Task<SendResult> SendAsync(IReadOnlyList<Delivery> messages, CancellationToken cancellationToken)
        {
            KnownAs.Add(messages[0].KnownAs);
            return Task.FromResult<SendResult>(new SendResult.Taken(1, 0, null, $"name {KnownAs.Count}"));
        }

        public void Dispose()
        {
        }
    }

    private static string[] Expected() => [.. Enumerable.Repeat("buy 1 buy 2 buy 3", 6)];

    private static Fault Of(string text) => Fault.TryParse(text, out Fault? fault, out _) ? fault! : throw new ArgumentException(text, nameof(text));
}
