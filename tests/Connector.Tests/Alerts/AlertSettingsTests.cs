using Connector.Alerts;
using Connector.Commands;
using Connector.Core.Alerts;
using Connector.Vendors.Webhooks;

namespace Connector.Tests.Alerts;

public sealed class AlertSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-alerts-");

    [Fact]
    public void The_section_says_whom_to_tell_and_from_where_on()
    {
        AlertSettings alerts = Read("""
            { "failedRuns": 5, "lag": "1.06:00:00", "rejectShare": 0.2,
              "webhooks": [ { "name": "pager", "url": "https://x.io/${env:PART}", "secret": "${env:KEY}", "events": ["token_refused", "recovered"] } ] }
            """);
        Assert.Equal(new AlertLimits(5, TimeSpan.FromHours(30), 0.2), alerts.Limits);
        Receiver receiver = Assert.Single(alerts.Receivers(name => name == "KEY" ? "the-key" : "part"));
        Assert.Equal(("pager", "https://x.io/part", "the-key"), (receiver.Webhook.Name, receiver.Webhook.Url.AbsoluteUri, receiver.Webhook.Secret));
        Assert.DoesNotContain("the-key", receiver.Webhook.ToString());
    }

    [Fact]
    public void A_receiver_hears_of_what_it_named_and_of_its_end()
    {
        Assert.True(Receiver(null).Wants(News(AlertKind.LagExceeded)));
        Assert.True(Receiver(null).Wants(News(AlertKind.Recovered, AlertKind.LagExceeded)));
        Receiver some = Receiver([AlertKind.TokenRefused, AlertKind.Recovered]);
        Assert.True(some.Wants(News(AlertKind.TokenRefused)));
        Assert.False(some.Wants(News(AlertKind.LagExceeded)));
        Assert.True(some.Wants(News(AlertKind.Recovered, AlertKind.TokenRefused)));
        Assert.False(some.Wants(News(AlertKind.Recovered, AlertKind.LagExceeded)));
        Assert.True(Receiver([AlertKind.Recovered]).Wants(News(AlertKind.Recovered, AlertKind.LagExceeded)));
        Assert.False(Receiver([AlertKind.TokenRefused]).Wants(News(AlertKind.Recovered, AlertKind.TokenRefused)));
    }

    [Theory]
    [InlineData("""{ "failedRun": 3 }""", "there is no setting alerts.failedRun. Did you mean alerts.failedRuns?")]
    [InlineData("""{ "failedRuns": 0 }""", "alerts.failedRuns must be a whole number from 1 to 100")]
    [InlineData("""{ "lag": "two hours" }""", "alerts.lag must be a span of time")]
    [InlineData("""{ "rejectShare": 5 }""", "alerts.rejectShare must be a number from 0 to 1")]
    [InlineData("""{ "webhooks": {} }""", "alerts.webhooks must be a list")]
    [InlineData("""{ "webhooks": [ { "name": "a", "url": "https://x.io" } ] }""", "alerts.webhooks[0] needs a secret")]
    [InlineData("""{ "webhooks": [ { "nam": "a" } ] }""", "there is no setting alerts.webhooks[0].nam. Did you mean alerts.webhooks[0].name?")]
    [InlineData("""{ "webhooks": [ { "events": ["token_refuse"] } ] }""", "there is no event 'token_refuse' in alerts.webhooks[0].events. Did you mean token_refused?")]
    [InlineData(
        """{ "webhooks": [ { "name": "a", "url": "https://x.io", "secret": "s" }, { "name": "a", "url": "https://x.io", "secret": "s" } ] }""", "two webhooks are named a")]
    public void What_is_wrong_is_said_with_its_cure(string section, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Read(section)).Message);

    [Theory]
    [InlineData("ftp://x.io", "key", "the url of the webhook pager is no address")]
    [InlineData("https://x.io", "${env:MISSING}", "the secret of the webhook pager: The environment variable MISSING is not set")]
    public void A_webhook_that_cannot_be_used_ends_the_start_of_the_service(string url, string secret, string message)
    {
        AlertSettings alerts = Read($$"""{ "webhooks": [ { "name": "pager", "url": "{{url}}", "secret": "{{secret}}" } ] }""");
        Assert.Contains(message, Assert.Throws<UsageException>(() => alerts.Receivers(_ => null)).Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Receiver Receiver(IReadOnlyList<string>? events) => new(new Webhook("a", new Uri("https://x.io"), "s"), events);

    private static AlertNews News(string kind, string? of = null) => new(kind, new OpenAlert("shop", of ?? kind, 0), "", []);

    private AlertSettings Read(string section)
    {
        string path = Path.Combine(_folder.FullName, "settings.json");
        File.WriteAllText(path, $$"""{ "alerts": {{section}} }""");
        return Settings.Read(null, null, path, _ => null).Alerts;
    }
}
