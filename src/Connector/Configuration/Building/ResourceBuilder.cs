using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>Makes a subscription resource of its file.</summary>
internal sealed class ResourceBuilder(ConfigNames names, FileProblems problems)
{
    public SubscriptionResource Build(string name, Section file)
    {
        var databases = file.Value(ResourceSettings.Databases).OrEmpty();
        foreach (Entry<string> database in databases)
        {
            names.Databases.TryFind(database, problems, out _);
        }

        return new SubscriptionResource(
            name,
            file.Written(ResourceSettings.Title) ?? name,
            [.. databases.Select(database => database.Value).Distinct(StringComparer.Ordinal)],
            [.. file.Value(ResourceSettings.Channels).OrEmpty().Select(channel => channel.Value).Distinct()]);
    }
}
