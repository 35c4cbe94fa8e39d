namespace Connector.Faults;

/// <summary>Counts the steps that were passed.</summary>
internal sealed class Passages : IObserver<KeyValuePair<string, object?>>
{
    private int _all;

    public int All => _all;

    public void OnNext(KeyValuePair<string, object?> value) => Interlocked.Increment(ref _all);

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
