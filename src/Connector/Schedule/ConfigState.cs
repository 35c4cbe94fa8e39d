using Connector.Configuration;

namespace Connector.Schedule;

/// <summary>Whether what lies in the config folder is what the service uses.</summary>
/// <param name="Problems">Errors of the files as they lie there now; while there are any, the config of before stays in use. Warnings too.</param>
/// <param name="Since">When the folder came into this state.</param>
/// <param name="Deferred">Why a config without errors is not in use yet; it is tried again. Null: nothing stands in the way.</param>
internal sealed record ConfigState(IReadOnlyList<Problem> Problems, DateTimeOffset Since, string? Deferred)
{
    public bool IsBroken => Problems.Any(problem => problem.Severity == Severity.Error);

    /// <summary>The service uses the files as they are.</summary>
    public bool IsInUse => !IsBroken && Deferred is null;
}
