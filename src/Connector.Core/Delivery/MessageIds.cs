using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Delivery;

/// <summary>Names messages by what they tell, so that whoever makes one again gives it the same id (UUID version 5).</summary>
public static class MessageIds
{
    private static readonly Guid Namespace = new("6f0c5b0e-2a86-5d0f-9b8e-4f6d0a7d1c55");

    public static Guid OfGoal(string destination, Goal goal) => Of($"{destination}/goal/{goal.Key:x32}");

    /// <param name="at">The message's time, which no other message about the profile has.</param>
    public static Guid OfProfile(string destination, long profile, long at) => Of($"{destination}/profile/{profile}/{at}");

    /// <summary>The message that makes a user known before anything is told of them.</summary>
    public static Guid OfIntroduction(string destination, string person) => Of($"{destination}/introduction/{person}");

    private static Guid Of(string name) => ProfileIdentity.NameBased(Namespace, name);
}
