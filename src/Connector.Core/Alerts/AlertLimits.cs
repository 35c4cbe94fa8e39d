namespace Connector.Core.Alerts;

/// <summary>From where on something is worth an alert.</summary>
/// <param name="FailedRuns">So many syncs in a row failed.</param>
/// <param name="Lag">What was read is older, or a message has waited longer for its destination.</param>
/// <param name="RejectShare">A larger share of a sync's decisions were rejects; 0 to 1.</param>
public sealed record AlertLimits(int FailedRuns, TimeSpan Lag, double RejectShare)
{
    public static readonly AlertLimits Default = new(3, TimeSpan.FromHours(2), 0.05);
}
