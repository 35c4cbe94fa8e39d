using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector profiles list</c>.</summary>
internal sealed class ProfilesListCommand : ConnectorCommand
{
    private readonly Option<string> _database = SharedOptions.Text("--database", "D", "Only profiles of this database.");

    public ProfilesListCommand()
        : base("list", "Lists profiles in the order in which they were created.", "profiles list --database customers", "profiles list --json")
    {
        Add(_database);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        string? database = call.Get(_database);
        if (database is not null)
        {
            Invocation.Named(catalog.Databases, database, "database");
        }

        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        long count = 0;
        await foreach (ProfileState profile in store.Queries.ListProfilesAsync(new ProfileQuery(database), cancellationToken))
        {
            count++;
            Database? fields = catalog.Databases.GetValueOrDefault(profile.Database);
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteProfile(profile, fields));
            }
            else
            {
                call.Out.Line(ProfileText.Line(profile, fields));
            }
        }

        call.Messages.Note(count == 0 ? "There are no profiles yet." : RunOutput.Plural(count, "profile"));
        return ExitCode.Done;
    }
}
