using Connector.Core.Sync;

namespace Connector.Pages.Words;

/// <summary>Reasons of rejects as people say them.</summary>
internal static class RejectInWords
{
    /// <param name="reason">A word of <see cref="RejectReason"/>.</param>
    public static string Of(string reason) => reason switch
    {
        RejectReason.RecordMalformed => "The record cannot be read",
        RejectReason.MatchValueEmpty => "Nothing to find the profile by",
        RejectReason.MatchValueBlocked => "The value names nobody",
        RejectReason.MatchAmbiguous => "Several profiles have the key",
        RejectReason.InvalidValue => "A value does not fit its field",
        RejectReason.RequiredFieldEmpty => "A required field would be empty",
        RejectReason.SubscriptionAddressInvalid => "The address of a subscription is wrong",
        RejectReason.GoalNameEmpty => "The goal has no name",
        RejectReason.GoalNameTooLong => "The goal's name is too long",
        RejectReason.GoalValueInvalid => "The goal's value is no number",
        RejectReason.ProfileNotFound => "No profile has the key",
        RejectReason.UserUnknown => "Nobody registered the user",
        RejectReason.IntegrationGone => "The config has no such integration",
        _ => reason.Replace('_', ' '),
    };
}
