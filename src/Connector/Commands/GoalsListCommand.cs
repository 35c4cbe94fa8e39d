using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector goals list</c>.</summary>
internal sealed class GoalsListCommand : ConnectorCommand
{
    private readonly Option<string> _pixel = SharedOptions.Text("--pixel", "P", "Only goals of this pixel.");
    private readonly Option<string> _goal = SharedOptions.Text("--goal", "G", "Only goals of this name.");

    public GoalsListCommand()
        : base("list", "Lists goals by their time.", "goals list", "goals list --pixel app --goal purchase --json")
    {
        Add(_pixel);
        Add(_goal);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        string? pixel = call.Get(_pixel);
        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        long count = 0;
        await foreach (Goal goal in store.Queries.ListGoalsAsync(new GoalQuery(pixel, call.Get(_goal)), cancellationToken))
        {
            count++;
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteGoal(goal));
            }
            else
            {
                call.Out.Line(TextOf(goal));
            }
        }

        // A pixel that config no longer names may still have goals; only one that has none may be a slip.
        if (count == 0 && pixel is not null && !catalog.Pixels.ContainsKey(pixel))
        {
            throw Invocation.Unknown(pixel, "pixel", catalog.Pixels.Keys);
        }

        call.Messages.Note(count == 0 ? "There are no such goals yet." : RunOutput.Plural(count, "goal"));
        return ExitCode.Done;
    }

    private static string TextOf(Goal goal)
    {
        string who = goal.Profile is { } profile ? $"profile {ProfileState.FormatId(profile)}"
            : goal.AnonymousId is { } device ? $"anonymous, device {device}"
            : "anonymous";
        return $"{Times.Text(goal.At)}  {goal.Pixel}  {goal.Name}{(goal.Value is null ? "" : $" = {goal.Value}")}  {who}  ({goal.Integration}: {goal.Hook})";
    }
}
