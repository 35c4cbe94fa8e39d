using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;
using Connector.Core.Sync;
using Connector.Output;

namespace Connector.Commands;

/// <summary>Counts what a store holds, by what a marketer would ask for.</summary>
internal sealed class Arrivals(Invocation call, ConnectorCatalog catalog)
{
    private readonly SortedDictionary<string, long> _profiles = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Resource, string Channel, string Status), long> _subscriptions = [];
    private readonly SortedDictionary<(string Pixel, string Goal), (long Count, long OnProfiles, decimal Sum)> _goals = [];

    /// <returns>A profile worth looking at: one with goals if there is any.</returns>
    public async Task<ProfileState?> WriteAsync(IStoreQueries queries, CancellationToken cancellationToken)
    {
        ProfileState? example = null;
        var buyers = new HashSet<long>();
        await foreach (Goal goal in queries.ListGoalsAsync(new GoalQuery(), cancellationToken))
        {
            (long count, long onProfiles, decimal sum) = _goals.GetValueOrDefault((goal.Pixel, goal.Name));
            decimal value = decimal.TryParse(goal.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : 0;
            _goals[(goal.Pixel, goal.Name)] = (count + 1, onProfiles + (goal.Profile is null ? 0 : 1), sum + value);
            if (goal.Profile is { } profile)
            {
                buyers.Add(profile);
            }
        }

        await foreach (ProfileState profile in queries.ListProfilesAsync(new ProfileQuery(), cancellationToken))
        {
            _profiles[profile.Database] = _profiles.GetValueOrDefault(profile.Database) + 1;
            example ??= buyers.Contains(profile.Id) && profile.Fields.GetValueOrDefault("email")?.Visible() is not null ? profile : null;
            foreach (SubscriptionState subscription in profile.Subscriptions)
            {
                (string, string, string) key = (subscription.Resource, subscription.Channel.Name(), subscription.Status.Name());
                _subscriptions[key] = _subscriptions.GetValueOrDefault(key) + 1;
            }
        }

        StoreStatus status = await queries.GetStatusAsync(cancellationToken);
        if (call.IsJson)
        {
            WriteJson(status);
        }
        else
        {
            WriteText(status);
        }

        return example;
    }

    private void WriteText(StoreStatus status)
    {
        var profiles = new TextTable("profiles of", "title", "count") { Numbers = [2] };
        foreach ((string database, long count) in _profiles)
        {
            profiles.Add(database, catalog.Databases.GetValueOrDefault(database)?.Title ?? "", RunOutput.Number(count));
        }

        var subscriptions = new TextTable("subscriptions to", "by", "status", "count") { Numbers = [3] };
        foreach (((string resource, string channel, string word), long count) in _subscriptions)
        {
            subscriptions.Add(resource, channel, word, RunOutput.Number(count));
        }

        var goals = new TextTable("goals in", "goal", "count", "on profiles", "sum of values") { Numbers = [2, 3, 4] };
        foreach (((string pixel, string goal), (long count, long onProfiles, decimal sum)) in _goals)
        {
            goals.Add(pixel, goal, RunOutput.Number(count), RunOutput.Number(onProfiles), sum == 0 ? "" : sum.ToString("0.00"));
        }

        var rejects = new TextTable("rejects of", "reason", "count") { Numbers = [2] };
        foreach (RejectCount reject in status.Rejects)
        {
            rejects.Add(reject.Integration, reject.Reason, RunOutput.Number(reject.Count));
        }

        call.Out.Line();
        call.Out.Line("What arrived");
        foreach (TextTable table in new[] { profiles, subscriptions, goals, rejects }.Where(table => !table.IsEmpty))
        {
            call.Out.Line();
            table.Write(call.Out.Line, "  ");
        }

        call.Out.Line();
    }

    private void WriteJson(StoreStatus status)
    {
        foreach ((string database, long count) in _profiles)
        {
            call.Out.Json(json =>
            {
                json.WriteString("arrived", "profiles");
                json.WriteString("database", database);
                json.WriteNumber("count", count);
            });
        }

        foreach (((string resource, string channel, string word), long count) in _subscriptions)
        {
            call.Out.Json(json =>
            {
                json.WriteString("arrived", "subscriptions");
                json.WriteString("resource", resource);
                json.WriteString("channel", channel);
                json.WriteString("status", word);
                json.WriteNumber("count", count);
            });
        }

        foreach (((string pixel, string goal), (long count, long onProfiles, decimal sum)) in _goals)
        {
            call.Out.Json(json =>
            {
                json.WriteString("arrived", "goals");
                json.WriteString("pixel", pixel);
                json.WriteString("goal", goal);
                json.WriteNumber("count", count);
                json.WriteNumber("onProfiles", onProfiles);
                json.WriteNumber("sum", sum);
            });
        }

        foreach (RejectCount reject in status.Rejects)
        {
            call.Out.Json(json =>
            {
                json.WriteString("arrived", "rejects");
                json.WriteString("integration", reject.Integration);
                json.WriteString("reason", reject.Reason);
                json.WriteNumber("count", reject.Count);
            });
        }
    }
}
