using Connector.Core.Sync;

namespace Connector.Pages.Words;

/// <summary>Outcomes in a word or two.</summary>
internal static class OutcomeInWords
{
    public static string Short(Outcome outcome) => outcome switch
    {
        Outcome.Filtered => "not wanted",
        Outcome.Create => "creates",
        Outcome.Update => "updates",
        Outcome.Unchanged => "nothing new",
        Outcome.Skip => "skipped",
        Outcome.Goal => "goal",
        Outcome.GoalAnonymous => "anonymous goal",
        _ => "rejected",
    };

    /// <summary>As <see cref="Parts.Badge.Tone"/> has it.</summary>
    public static string Tone(Outcome outcome) => outcome switch
    {
        Outcome.Create or Outcome.Update or Outcome.Goal or Outcome.GoalAnonymous => "good",
        Outcome.Reject => "bad",
        Outcome.Skip => "warn",
        _ => "calm",
    };
}
