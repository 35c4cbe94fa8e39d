using Connector.Core.Sync;

namespace Connector.Output;

/// <summary>Outcomes as machines read them, and as people do.</summary>
internal static class OutcomeWords
{
    public static string Name(this Outcome outcome) => outcome switch
    {
        Outcome.Filtered => "filtered",
        Outcome.Create => "create",
        Outcome.Update => "update",
        Outcome.Unchanged => "unchanged",
        Outcome.Skip => "skip",
        Outcome.Goal => "goal",
        Outcome.GoalAnonymous => "goal_anonymous",
        _ => "reject",
    };

    public static string Sentence(this Outcome outcome) => outcome switch
    {
        Outcome.Filtered => "not wanted by the filter",
        Outcome.Create => "would create a profile",
        Outcome.Update => "would update a profile",
        Outcome.Unchanged => "says nothing new",
        Outcome.Skip => "would be skipped",
        Outcome.Goal => "would register a goal on a profile",
        Outcome.GoalAnonymous => "would register an anonymous goal",
        _ => "would be rejected",
    };
}
