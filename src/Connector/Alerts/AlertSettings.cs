using Connector.Commands;
using Connector.Configuration;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Core.Alerts;
using Connector.Vendors.Webhooks;

namespace Connector.Alerts;

/// <summary>The settings' section <c>alerts</c>.</summary>
internal sealed record AlertSettings(AlertLimits Limits, IReadOnlyList<WebhookSettings> Webhooks)
{
    public static readonly AlertSettings Default = new(AlertLimits.Default, []);

    /// <summary>Puts secrets into the webhooks, which only the service needs.</summary>
    /// <exception cref="UsageException">A secret is not there, or a URL is none with it.</exception>
    public IReadOnlyList<Receiver> Receivers(Func<string, string?> environment) => [.. Webhooks.Select(webhook => webhook.Open(environment))];
}

/// <summary>A webhook as it is written, with its <c>${env:..}</c>.</summary>
/// <param name="File">The settings file, for messages; a relative <c>${file:PATH}</c> begins at its folder.</param>
/// <param name="Events">Words of <see cref="AlertKind"/>; null: all.</param>
internal sealed record WebhookSettings(string File, string Name, string Url, string Secret, IReadOnlyList<string>? Events)
{
    public Receiver Open(Func<string, string?> environment)
    {
        string url = Resolve(Url, "url", environment);
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"{File}: the url of the webhook {Name} is no address. Write https://, the host and the path.");
        }

        return new Receiver(new Webhook(Name, address, Resolve(Secret, "secret", environment)), Events);
    }

    private string Resolve(string text, string setting, Func<string, string?> environment)
    {
        var problems = new FileProblems(File);
        var secrets = new Secrets(Path.GetDirectoryName(Path.GetFullPath(File))!, environment, ConfigOptions.Default);
        return secrets.Resolve(new TextNode(Place.Start, text), problems) is { } resolved
            ? resolved.Text
            : throw new UsageException($"{File}: the {setting} of the webhook {Name}: {problems.Items[0].Text}");
    }
}

/// <summary>A webhook and what it wants to hear of.</summary>
/// <param name="Events">Words of <see cref="AlertKind"/>; null: all.</param>
internal sealed record Receiver(Webhook Webhook, IReadOnlyList<string>? Events)
{
    /// <summary>Where kinds of alerts are named beside <c>recovered</c>, the end of others is none of the receiver's business.</summary>
    public bool Wants(AlertNews news) =>
        Events is null
        || (Events.Contains(news.Kind) && (!news.IsRecovery || Events.Contains(news.Of.Kind) || Events.All(word => word == AlertKind.Recovered)));
}
