using System.CommandLine;
using Connector.Core.Access;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector profiles erase</c>: one person goes, with everything that leads to them.</summary>
internal sealed class ProfilesEraseCommand : ConnectorCommand
{
    private readonly Argument<string?> _id = new("ID")
    {
        Description = "The profile's id, as profiles list prints it; else --by and --value.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ProfileChoice _choice = new();
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask first. Required where nobody can be asked." };

    public ProfilesEraseCommand()
        : base(
            "erase",
            "Erases a profile with its keys, devices and subscriptions, and rejects that hold its values. Its goals stay, as nobody's.",
            "profiles erase 000000000000001a",
            "profiles erase --database customers --by email --value anna@example.com --yes")
    {
        Add(_id);
        foreach (Option option in _choice.Options)
        {
            Add(option);
        }

        Add(_yes);
    }

    public override IEnumerable<string> Notes =>
    [
        "Nothing brings it back. Reading its events again, by a backfill or because the source sends new ones, makes a new profile.",
        "What was deleted leaves remains in the file until 'connector store vacuum', and stays in backups.",
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        bool isSure = call.Get(_yes);
        if (!isSure && !call.Outside.CanAsk)
        {
            throw new UsageException("Nobody can be asked here whether to erase the profile. Say so with --yes.");
        }

        ProfileChoice.Question question = _choice.Read(call, call.Get(_id));
        await using IStore store = await call.OpenStoreAsync(question.Catalog, cancellationToken);
        IReadOnlyList<ProfileState> profiles = await question.FindAsync(store.Queries, cancellationToken);
        if (profiles.Count > 1)
        {
            throw new UsageException(
                $"{profiles.Count} profiles have this {question.By}: {string.Join(", ", profiles.Select(one => ProfileState.FormatId(one.Id)))}. Erase them one by one, by id.");
        }

        ProfileState profile = profiles[0];
        string id = ProfileState.FormatId(profile.Id);
        if (!isSure && !Agrees(call, profile, id))
        {
            call.Messages.Say("Nothing was erased.");
            return ExitCode.Done;
        }

        Erased erased = await store.Upkeep.EraseAsync(profile.Id, AuditEntry.CommandLine, call.Now, cancellationToken)
            ?? throw new UsageException($"The profile {id} was erased by somebody else meanwhile.");
        Write(call, id, erased);
        return ExitCode.Done;
    }

    private static bool Agrees(Invocation call, ProfileState profile, string id)
    {
        call.Messages.Say(
            $"The profile {id} of {profile.Database}, with {RunOutput.Plural(profile.Fields.Count, "field")}, {RunOutput.Plural(profile.Devices.Count, "device")} and {RunOutput.Plural(profile.Subscriptions.Count, "subscription")}, is erased for good. Type yes to go on:");
        using var answers = new StreamReader(call.Outside.Input, leaveOpen: true);
        return answers.ReadLine()?.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase) == true;
    }

    private static void Write(Invocation call, string id, Erased erased)
    {
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteString("profile", id);
                json.WriteNumber("goals", erased.Goals);
                json.WriteNumber("rejects", erased.Rejects);
                json.WriteNumber("samples", erased.Samples);
                json.WriteNumber("waiting", erased.Waiting);
                json.WriteNumber("deliveries", erased.Deliveries);
            });
        }
        else
        {
            call.Out.Line(
                $"The profile {id} is erased. {RunOutput.Plural(erased.Goals, "goal")} became anonymous, {RunOutput.Plural(erased.Rejects, "reject")}, {RunOutput.Plural(erased.Samples, "sampled record")}, {RunOutput.Plural(erased.Waiting, "waiting event")} and {RunOutput.Plural(erased.Deliveries, "message")} to other systems went with it.");
        }
    }
}
