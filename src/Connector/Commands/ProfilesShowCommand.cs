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
    private readonly ProfileChoice _choice = new(isRequired: true);

    public ProfilesShowCommand()
        : base(
            "show",
            "Shows everything known of the profiles that have a key: fields, keys, devices, subscriptions, goals.",
            "profiles show --database customers --by email --value anna@example.com",
            "profiles show --by id --value 000000000000001a --json")
    {
        foreach (Option option in _choice.Options)
        {
            Add(option);
        }
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ProfileChoice.Question question = _choice.Read(call);
        await using IStore store = await call.OpenStoreForReadingAsync(question.Catalog, cancellationToken);
        IReadOnlyList<ProfileState> profiles = await question.FindAsync(store.Queries, cancellationToken);
        bool isFirst = true;
        foreach (ProfileState profile in profiles)
        {
            await WriteAsync(call, store.Queries, profile, question.Catalog.Databases.GetValueOrDefault(profile.Database), isFirst, cancellationToken);
            isFirst = false;
        }

        return ExitCode.Done;
    }

    private static async Task WriteAsync(
        Invocation call, IStoreQueries queries, ProfileState profile, Database? database, bool isFirst, CancellationToken cancellationToken)
    {
        var goals = new List<Goal>();
        await foreach (Goal goal in queries.ListGoalsAsync(new GoalQuery(Profile: profile.Id), cancellationToken))
        {
            goals.Add(goal);
        }

        var merges = new List<KeptMerge>();
        await foreach (KeptMerge merge in queries.ListMergesAsync(new MergeQuery(Profile: profile.Id), cancellationToken))
        {
            merges.Add(merge);
        }

        if (!call.IsJson)
        {
            if (!isFirst)
            {
                call.Out.Line();
            }

            ProfileText.WriteCard(call.Out, profile, database, goals, merges);
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
            if (merges.Count == 0)
            {
                return;
            }

            json.WriteStartArray("merges");
            foreach (KeptMerge merge in merges)
            {
                json.WriteStartObject();
                json.WriteMerge(merge);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
