using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector profiles show</c>: profiles by one of their keys, with everything known of them.</summary>
internal sealed class ProfilesShowCommand : ConnectorCommand
{
    private readonly Option<string> _database = SharedOptions.Text("--database", "D", "The database. May be left out where there is one alone, and for --by id.");
    private readonly Option<string> _by = SharedOptions.Text("--by", "KEY", "email (the profile's or a subscription's), email_profile, appmetrica_device_id, id, or a matchable field.", isRequired: true);
    private readonly Option<string> _value = SharedOptions.Text("--value", "X", "The value to look for.", isRequired: true);

    public ProfilesShowCommand()
        : base(
            "show",
            "Shows everything known of the profiles that have a key: fields, keys, devices, subscriptions, goals.",
            "profiles show --database customers --by email --value anna@example.com",
            "profiles show --by id --value 000000000000001a --json")
    {
        Add(_database);
        Add(_by);
        Add(_value);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        string by = call.Get(_by)!;
        string value = call.Get(_value)!;
        Database? database = by == "id" && call.Get(_database) is null ? null : DatabaseOf(catalog, call.Get(_database));
        IReadOnlyList<ProfileKey> keys = database is null || by == "id" ? [] : ProfileLookup.Keys(database, by, value);
        await using SqliteStore store = await call.OpenStoreForReadingAsync(catalog, cancellationToken);
        IReadOnlyList<ProfileState> profiles = by == "id"
            ? await ByIdAsync(store.Queries, value, database, cancellationToken)
            : await ProfileLookup.FindAsync(store.Queries, keys, cancellationToken);
        if (profiles.Count == 0)
        {
            throw new UsageException(
                $"No profile{(database is null ? "" : $" of {database.Name}")} has this {by}. Try another key with --by, or 'connector profiles list' to see whom there is.");
        }

        bool isFirst = true;
        foreach (ProfileState profile in profiles)
        {
            await WriteAsync(call, store.Queries, profile, catalog.Databases.GetValueOrDefault(profile.Database), isFirst, cancellationToken);
            isFirst = false;
        }

        return ExitCode.Done;
    }

    private static Database DatabaseOf(ConnectorCatalog catalog, string? name) =>
        name is not null ? Invocation.Named(catalog.Databases, name, "database")
        : catalog.Databases.Count == 1 ? catalog.Databases.Values.Single()
        : throw new UsageException($"Say which database with --database: {string.Join(", ", catalog.Databases.Keys.Order(StringComparer.Ordinal))}.");

    private static async Task<IReadOnlyList<ProfileState>> ByIdAsync(IStoreQueries queries, string value, Database? database, CancellationToken cancellationToken)
    {
        if (!ProfileState.TryParseId(value, out long id))
        {
            throw new UsageException($"'{value}' is no profile's id: an id has 16 hexadecimal digits, as profiles list prints it.");
        }

        return await queries.GetProfileAsync(id, cancellationToken) is { } profile && (database is null || profile.Database == database.Name) ? [profile] : [];
    }

    private static async Task WriteAsync(
        Invocation call, IStoreQueries queries, ProfileState profile, Database? database, bool isFirst, CancellationToken cancellationToken)
    {
        var goals = new List<Goal>();
        await foreach (Goal goal in queries.ListGoalsAsync(new GoalQuery(Profile: profile.Id), cancellationToken))
        {
            goals.Add(goal);
        }

        if (!call.IsJson)
        {
            if (!isFirst)
            {
                call.Out.Line();
            }

            ProfileText.WriteCard(call.Out, profile, database, goals);
            return;
        }

        call.Out.Json(json =>
        {
            json.WriteProfile(profile, database);
            json.WriteStartArray("goals");
            foreach (Goal goal in goals)
            {
                json.WriteStartObject();
                json.WriteGoal(goal);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
