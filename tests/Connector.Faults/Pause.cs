namespace Connector.Faults;

/// <summary>Holds the process at a passage of a step until the test lets it go: so that something can be broken just there.</summary>
/// <param name="file">Made when the step is reached; the connector goes on when it is gone.</param>
internal sealed class Pause(string step, int passage, string file) : IObserver<KeyValuePair<string, object?>>
{
    private int _passed;

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != step || Interlocked.Increment(ref _passed) != passage)
        {
            return;
        }

        File.WriteAllText(file, "");
        using var nothing = new ManualResetEventSlim();
        while (File.Exists(file))
        {
            nothing.Wait(2);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
