using System.Globalization;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>Makes a source of an integration's <c>source</c>.</summary>
internal sealed class SourceBuilder(HostCheck hosts, FileProblems problems)
{
    /// <returns>Null when something is wrong; a problem was added then.</returns>
    public RecordSource? Build(Section source)
    {
        if (source.Has(SourceSettings.Type) && source.Find(SourceSettings.Type) is null)
        {
            return null;
        }

        return source.Value(SourceSettings.Type) == SourceType.Metrix ? BuildMetrix(source) : BuildAppMetrica(source);
    }

    private static MetrixSource? BuildMetrix(Section source) =>
        source.TryGet(SourceSettings.ApplicationId, out Entry<string>? id) && source.TryGet(SourceSettings.ApiKey, out Entry<string>? key)
            ? new MetrixSource(
                id.Value,
                key.Value,
                source.Find(SourceSettings.Rate)?.Value,
                source.Value(SourceSettings.LargestBody),
                source.Value(SourceSettings.TimeZone)?.Id)
            : null;

    private AppMetricaSource? BuildAppMetrica(Section source)
    {
        hosts.Check(source, SourceSettings.BaseUrl, AppMetricaSource.DefaultBaseUrl, "token");
        long? id = ApplicationId(source);
        return id is not null && source.TryGet(SourceSettings.Token, out Entry<string>? token)
            ? new AppMetricaSource(
                id.Value,
                token.Value,
                source.Value(SourceSettings.BaseUrl) ?? AppMetricaSource.DefaultBaseUrl,
                source.Value(SourceSettings.TimeZone)?.Id,
                source.Value(SourceSettings.Format),
                source.Value(SourceSettings.PollPause),
                source.Value(SourceSettings.RetryPause),
                source.Value(SourceSettings.SkipUnavailableShards))
            : null;
    }

    private long? ApplicationId(Section source)
    {
        if (!source.TryGet(SourceSettings.ApplicationId, out Entry<string>? id))
        {
            return null;
        }

        if (id.LacksSecret)
        {
            return 1;
        }

        bool isText = id.Node is TextNode && !id.HoldsSecret;
        if (!isText && long.TryParse(id.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
        {
            return number;
        }

        if (isText)
        {
            problems.Error(id.Place, "wrong-type", $"'applicationId' must be a whole number, not a text. Write it like this: \"applicationId\": {SourceSettings.ApplicationId.Example}.");
            return null;
        }

        problems.Error(id.Place, "bad-number", $"{id.Shown} is no id for 'applicationId'. Write a whole number from 1, for example {SourceSettings.ApplicationId.Example}.");
        return null;
    }
}
