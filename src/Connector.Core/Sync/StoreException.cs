namespace Connector.Core.Sync;

/// <summary>The store cannot be reached, written or understood. The message says what to do.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A run that this process was busy with is not its own any more. Nothing of what it was about to write was written.</summary>
public sealed class RunLostException(string message, Exception? inner = null) : StoreException(message, inner);

/// <summary>Two transactions stood in each other's way, and this one had to give way. Nothing of it was written; done again, it succeeds as a rule.</summary>
public sealed class StoreConflictException(string message, Exception? inner = null) : StoreException(message, inner);
