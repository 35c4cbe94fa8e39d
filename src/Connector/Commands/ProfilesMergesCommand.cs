using System.CommandLine;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector profiles merges</c>: which profiles became part of which, by what.</summary>
internal sealed class ProfilesMergesCommand : ConnectorCommand
{
    private readonly Option<string> _database = SharedOptions.Text("--database", "D", "Only profiles of this database.");
    private readonly Option<string> _profile = SharedOptions.Text("--profile", "ID", "Only merges of this profile, from it or into it.");

    public ProfilesMergesCommand()
        : base("merges", "Lists which profiles became part of which, by what record, and which merges were undone or not done.", "profiles merges", "profiles merges --database customers --json")
    {
        Add(_database);
        Add(_profile);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long? profile = call.Get(_profile) is not { } text ? null
            : ProfileState.TryParseId(text, out long id) ? id
            : throw new UsageException($"'{text}' is no profile's id: an id has 16 hexadecimal digits, as profiles list prints it.");
        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        long count = 0;
        await foreach (KeptMerge merge in store.Queries.ListMergesAsync(new MergeQuery(call.Get(_database), profile), cancellationToken))
        {
            count++;
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteMerge(merge));
            }
            else
            {
                call.Out.Line(MergeText.Line(merge));
            }
        }

        call.Messages.Note(count == 0 ? "There are no such merges." : RunOutput.Plural(count, "merge"));
        return ExitCode.Done;
    }
}
