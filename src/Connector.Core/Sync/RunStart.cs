namespace Connector.Core.Sync;

/// <summary>What a service knows of a run before it is read.</summary>
/// <param name="Run">It stands in the store already, queued or broken off: its id, beginning and counters are kept. Null: it is a new one.</param>
/// <param name="IsCancelled">Asked when the run is stopped: whether a person ended it, so that it is kept as cancelled and not as interrupted.</param>
/// <param name="TriesAgain">A source that cannot be read leaves the run queued, for it will be tried again; not one that refuses the token.</param>
public sealed record RunStart(RunState? Run, Func<bool> IsCancelled, bool TriesAgain = false);
