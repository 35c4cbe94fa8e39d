using System.Runtime.InteropServices;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>Decides on records of <c>register_goal</c> hooks and gathers the goals of a batch.</summary>
internal sealed class GoalDecider(WorkingSet set, IdentityLinking identities)
{
    private const int LongestName = 128;

    private readonly Dictionary<(string Database, string Device), List<int>> _waiting = [];
    private readonly List<Goal> _goals = [];
    private int _moved;

    /// <summary>Those of a profile that was merged since are the other's.</summary>
    public List<Goal> Goals
    {
        get
        {
            for (; _moved < identities.Merges.Count; _moved++)
            {
                Move(identities.Merges[_moved]);
            }

            return _goals;
        }
    }

    /// <summary>For goals that are in the store: the first profile that gained each device.</summary>
    public List<Stitching> Stitchings { get; } = [];

    /// <param name="onDevice">Called for each device that the profile gains.</param>
    public Decision Decide(Hit hit, RegisterGoalHook hook, RecordBatch batch, Action<ProfileState, string> onDevice)
    {
        ProfileState? profile = null;
        ProfilePart? part = null;
        if (hook.Attach is { } attach)
        {
            MatchPlan match = hit.Hook.Match!;
            if (hit.Match.Problem is null)
            {
                (profile, part, bool ambiguous) = Matching.Find(match, hit, set);
                if (ambiguous)
                {
                    return Decision.Rejected(RejectReason.MatchAmbiguous, Details.OfMatch(RejectReason.MatchAmbiguous, match, hit));
                }
            }

            switch (attach.WhenMissing)
            {
                case WhenMissing.Skip when profile is null:
                    return new Decision(Outcome.Skip, RejectReason.ProfileNotFound, "There is no such profile, and whenMissing is skip.");
                case WhenMissing.Reject when profile is null:
                    return Decision.Rejected(RejectReason.ProfileNotFound, $"No profile of {attach.Database.Name} has this {match.Match.From.Text}, and whenMissing is reject.");
            }
        }

        Decision decision = Register(hit, hook, profile, part);
        if (decision.Goal is not null && profile is not null && hit.UsersDevice is { } device)
        {
            identities.Link(profile, device, hit.Record.Stamp, hook.Attach!.Database, () => batch.RecordText(hit.Record), null, onDevice);
        }

        return decision;
    }

    /// <summary>A profile gained a device: the goals that wait for it become its goals, those of this batch at once.</summary>
    public void Stitch(ProfileState profile, string device)
    {
        Stitchings.Add(new Stitching(profile.Database, device, profile.Id));
        if (_waiting.Remove((profile.Database, device), out List<int>? waiting))
        {
            foreach (int index in waiting)
            {
                _goals[index] = _goals[index] with { Profile = profile.Id };
            }
        }
    }

    private Decision Register(Hit hit, RegisterGoalHook hook, ProfileState? profile, ProfilePart? part)
    {
        string name = hit.Values[hit.Hook.GoalName];
        if (name.Length == 0)
        {
            return Decision.Rejected(RejectReason.GoalNameEmpty, "The goal's name is empty.");
        }

        if (name.Length > LongestName && name.EnumerateRunes().Count() is > LongestName and var length)
        {
            return Decision.Rejected(RejectReason.GoalNameTooLong, $"The goal's name has {length} characters; at most {LongestName} are kept, and a name is never cut.");
        }

        string text = hit.Hook.GoalValue < 0 ? "" : hit.Values[hit.Hook.GoalValue];
        string? value = string.IsNullOrWhiteSpace(text) ? null : FieldValue.Number(text);
        if (value is null && !string.IsNullOrWhiteSpace(text))
        {
            return Decision.Rejected(RejectReason.GoalValueInvalid, "The goal's value is no decimal number such as 12.50.");
        }

        var goal = new Goal(
            hit.Key,
            hit.Hook.Plan.Integration.Name,
            hook.Name,
            hook.Pixel,
            name,
            value,
            hit.Record.Stamp.EventTime,
            hook.Attach?.Database.Name,
            profile?.Id,
            hit.Record.Device?.Id,
            hook.Attach is { Stitch: true })
        {
            Part = part?.Id,
        };
        if (profile is null && goal.Stitch && goal.AnonymousId is { } device)
        {
            ref List<int>? waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, (goal.Database!, device), out _);
            (waiting ??= []).Add(_goals.Count);
        }

        _goals.Add(goal);
        return new Decision(profile is null ? Outcome.GoalAnonymous : Outcome.Goal, Profile: profile, Goal: goal);
    }

    private void Move(ProfileMerge merge)
    {
        for (int i = 0; i < _goals.Count && merge.Refused is null; i++)
        {
            if (_goals[i].Profile == merge.From)
            {
                _goals[i] = _goals[i] with { Profile = merge.Into, Part = merge.From };
            }
        }
    }
}
