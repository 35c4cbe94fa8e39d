using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Configuration.Building;

/// <summary>Makes the subscriptions of an import hook.</summary>
/// <param name="databaseName">Null where the hook names none.</param>
internal sealed class SubscriptionBuilder(string? databaseName, PathReader paths, ConfigNames names, FileProblems problems)
{
    public ImmutableArray<SubscriptionRule> Build(ImmutableArray<Entry<Section>> subscriptions) =>
        [.. subscriptions.Select(entry => Build(entry.Value)).OfType<SubscriptionRule>()];

    private SubscriptionRule? Build(Section section)
    {
        CheckResource(section);
        FieldPath? from = paths.Read(section.Find(SubscriptionSettings.From));
        if (!section.TryGet(SubscriptionSettings.Resource, out Entry<string>? resource) ||
            !section.TryGet(SubscriptionSettings.Channel, out Entry<Channel>? channel))
        {
            return null;
        }

        PushProvider? provider = section.Find(SubscriptionSettings.Provider)?.Value;
        if (channel.Value == Channel.Push && provider is { } push && paths.Resource is { } records)
        {
            from = section.Has(SubscriptionSettings.From) ? from : DefaultAddress(section, push, records);
            WarnWithoutSystem(section, push, records);
        }

        return from is null
            ? null
            : new SubscriptionRule(
                resource.Value,
                channel.Value,
                provider,
                from,
                section.Value(SubscriptionSettings.Status),
                section.Value(SubscriptionSettings.KeepExisting),
                section.Value(SubscriptionSettings.SkipInvalid));
    }

    private void CheckResource(Section section)
    {
        if (!section.TryGet(SubscriptionSettings.Resource, out Entry<string>? name) ||
            !names.Resources.TryFind(name, problems, out SubscriptionResource? resource) ||
            resource is null)
        {
            return;
        }

        string file = names.Resources.FileOf(resource.Name);
        if (databaseName is not null && !resource.Databases.Contains(databaseName))
        {
            problems.Error(
                name.Place, "database-not-listed", $"The resource '{resource.Name}' does not list the database '{databaseName}'. Add it to \"databases\" in {file}.");
        }

        if (section.TryGet(SubscriptionSettings.Channel, out Entry<Channel>? channel) && !resource.Channels.Contains(channel.Value))
        {
            string offered = string.Join(", ", resource.Channels.Select(each => each.ToString().ToLowerInvariant()));
            problems.Error(
                channel.Place,
                "channel-not-offered",
                $"The resource '{resource.Name}' has no channel {channel.Shown}. Add it to \"channels\" in {file}" + (offered.Length == 0 ? "." : $", or write one of: {offered}."));
        }
    }

    private FieldPath? DefaultAddress(Section section, PushProvider provider, LogResource records)
    {
        string column = provider switch
        {
            PushProvider.IosIfa => "ios_ifa",
            PushProvider.GoogleAid => "google_aid",
            _ => "appmetrica_device_id",
        };
        if (records.Has(column))
        {
            return FieldPath.ForColumn(column);
        }

        problems.Error(section.Place, "missing-member", $"{records.Name} has no column '{column}'. Add \"from\" with a field that holds the address, or choose another provider.");
        return null;
    }

    /// <summary>Which of Altcraft's two device id providers is meant is told by the system's name.</summary>
    private void WarnWithoutSystem(Section section, PushProvider provider, LogResource records)
    {
        if (provider == PushProvider.AppMetricaDeviceId && !records.Has("os_name"))
        {
            problems.Warn(
                section.Place,
                "push-without-system",
                $"{records.Name} has no column 'os_name', so it cannot be told whether the device is an ios or an android one, and every address counts as invalid. Subscribe in a hook on another resource.");
        }
    }
}
