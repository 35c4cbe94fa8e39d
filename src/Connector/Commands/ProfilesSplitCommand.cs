using System.CommandLine;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector profiles split</c>: a merge undone.</summary>
internal sealed class ProfilesSplitCommand : ConnectorCommand
{
    private readonly Option<long> _merge = new("--merge") { HelpName = "ID", Description = "The merge's id, as profiles merges prints it.", Required = true };

    public ProfilesSplitCommand()
        : base("split", "Undoes a merge: fields, subscriptions, devices and goals return to the profile they came through.", "profiles split --merge 7")
    {
        Add(_merge);
    }

    public override IEnumerable<string> Notes =>
        ["Sign-ins that were read already do not merge the two again, also when they are read once more. A newer one does."];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        await using IStore store = await call.OpenStoreAsync(catalog, cancellationToken);
        KeptMerge merge;
        try
        {
            merge = await new ProfileSplitting(store, catalog, call.Time).SplitAsync(call.Get(_merge), AuditEntry.CommandLine, cancellationToken);
        }
        catch (SplitRefusedException e)
        {
            throw new UsageException(e.Message);
        }

        await store.Audit.AppendAsync(
            AuditEntry.CommandLine, AuditAction.ProfileSplit, ProfileState.FormatId(merge.Merge.Into), $"merge {merge.Id}, {ProfileState.FormatId(merge.Merge.From)} split off", call.Now, cancellationToken);
        if (call.IsJson)
        {
            call.Out.Json(json => json.WriteMerge(merge));
        }
        else
        {
            call.Out.Line($"The profile {ProfileState.FormatId(merge.Merge.From)} is itself again, apart from {ProfileState.FormatId(merge.Merge.Into)}.");
        }

        return ExitCode.Done;
    }
}
