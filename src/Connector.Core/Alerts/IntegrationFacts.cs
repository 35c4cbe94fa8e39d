using Connector.Core.Sync;

namespace Connector.Core.Alerts;

/// <summary>What is known of an integration at one moment.</summary>
/// <param name="Syncs">Syncs that are done or have failed, the newest first; as many as <see cref="AlertLimits.FailedRuns"/> where there are so many.</param>
/// <param name="ReadUpTo">Receive time: everything before it was read, of the resource that is furthest behind. Null: nothing was read yet.</param>
/// <param name="IsScheduled">A schedule reads it; where none does, or a person paused it, its lag is a wish and no fault.</param>
/// <param name="TokenRefused">What the latest run learnt; null: none has ended since the service began.</param>
/// <param name="Refusal">What the source said when it refused the token.</param>
public sealed record IntegrationFacts(string Integration, IReadOnlyList<RunState> Syncs, DateTimeOffset? ReadUpTo, bool IsScheduled, bool? TokenRefused, string? Refusal);
