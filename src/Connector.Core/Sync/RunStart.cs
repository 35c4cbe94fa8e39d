namespace Connector.Core.Sync;

/// <summary>What a service knows of a run before it is read.</summary>
/// <param name="Run">It stands in the store already, queued or broken off: its id, beginning and counters are kept. Null: it is a new one.</param>
/// <param name="Cancelled">A person ends the run: it is kept as cancelled, not as interrupted.</param>
/// <param name="TriesAgain">A source that cannot be read leaves the run queued, for it will be tried again; not one that refuses the token.</param>
public sealed record RunStart(RunState? Run, CancellationToken Cancelled, bool TriesAgain = false);
