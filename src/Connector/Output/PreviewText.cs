using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;
using Connector.Core.Sync;

namespace Connector.Output;

/// <summary>A preview for people: a block a record, and records that no hook wants in one line.</summary>
internal sealed class PreviewText(StandardOutput output, Integration integration)
{
    private readonly List<PreviewLine> _record = [];
    private long _unwantedFrom;
    private long _unwantedTo;

    /// <summary>Takes the lines in order; a record is written when the next one begins.</summary>
    public void Show(PreviewLine line)
    {
        if (_record.Count > 0 && _record[0].Record != line.Record)
        {
            WriteRecord();
        }

        _record.Add(line);
    }

    public void Finish(RunCounts counts)
    {
        WriteRecord();
        WriteUnwanted();
        output.Line($"An import would give: {RunOutput.Plural(counts.Records, "record")}, {RunOutput.Number(counts.Created)} created, "
            + $"{RunOutput.Number(counts.Updated)} updated, {RunOutput.Number(counts.Unchanged)} unchanged, {RunOutput.Number(counts.Skipped)} skipped, "
            + $"{RunOutput.Plural(counts.Goals, "goal")}, {RunOutput.Number(counts.Rejected)} rejected. Nothing was written.");
    }

    private void WriteRecord()
    {
        if (_record.Count == 0)
        {
            return;
        }

        PreviewLine[] wanted = [.. _record.Where(line => line.Outcome != Outcome.Filtered)];
        long number = _record[0].Record;
        _record.Clear();
        if (wanted.Length == 0)
        {
            _unwantedFrom = _unwantedFrom == 0 ? number : _unwantedFrom;
            _unwantedTo = number;
            return;
        }

        WriteUnwanted();
        output.Line($"Record {number}");
        foreach (PreviewLine line in wanted)
        {
            Write(line);
        }

        output.Line();
    }

    private void WriteUnwanted()
    {
        if (_unwantedFrom > 0)
        {
            output.Line(_unwantedFrom == _unwantedTo
                ? $"Record {_unwantedFrom}: no hook wants it."
                : $"Records {_unwantedFrom} to {_unwantedTo}: no hook wants them.");
            output.Line();
            _unwantedFrom = 0;
        }
    }

    private void Write(PreviewLine line)
    {
        Database? database = PreviewJson.DatabaseOf(line, integration);
        output.Line($"  {line.Hook ?? "(unreadable)"}: {Sentence(line, database)}");
        if (line.Detail is not null)
        {
            output.Line($"      {line.Detail}{(line.Reason is null ? "" : $" ({line.Reason})")}");
        }

        if (line.Changes is { } changes)
        {
            Write(changes, database);
        }
    }

    private void Write(ChangeLog changes, Database? database)
    {
        foreach ((_, string name, object? value) in PreviewJson.InOrder(changes, database))
        {
            object? before = changes.Before.GetValueOrDefault(name);
            bool isNew = before is null or string[] { Length: 0 };
            output.Line(isNew ? $"      {name} = {TextOf(value)}" : $"      {name}: {TextOf(before)} \u2192 {TextOf(value)}");
        }

        foreach (SubscriptionState subscription in changes.Subscriptions)
        {
            output.Line($"      subscription to {subscription.Resource} by {subscription.Channel.Name()}: {subscription.Address}, {subscription.Status.Name()}");
        }
    }

    private static string Sentence(PreviewLine line, Database? database)
    {
        string about = line.Profile is { } id ? $" {ProfileState.FormatId(id)}" : "";
        return line.Outcome switch
        {
            Outcome.Create => $"would create a profile in {database?.Name}",
            Outcome.Update when line.Profile is null => $"would update the new profile in {database?.Name}",
            Outcome.Update => $"would update profile{about} in {database?.Name}",
            Outcome.Goal or Outcome.GoalAnonymous => line.Outcome.Sentence() + about + ": " + TextOf(line.Goal!),
            Outcome.Unchanged when line.Goal is not null => "the goal was registered before: " + TextOf(line.Goal),
            _ => line.Outcome.Sentence(),
        };
    }

    private static string TextOf(Goal goal) =>
        $"{goal.Name}{(goal.Value is null ? "" : $", value {goal.Value}")}, at {Times.Text(goal.At)}, in pixel {goal.Pixel}";

    private static string TextOf(object? value) => value switch
    {
        null => "(empty)",
        string text => text,
        _ => string.Join(", ", (IEnumerable<string>)value),
    };
}
