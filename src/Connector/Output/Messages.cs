namespace Connector.Output;

/// <summary>What is said to the person at the terminal, on standard error.</summary>
internal sealed class Messages(TextWriter error, bool isQuiet)
{
    private readonly Lock _gate = new();
    private Action<string> _write = error.WriteLine;

    /// <summary>Something good to know; not said under <c>--quiet</c>.</summary>
    public void Note(string text)
    {
        if (!isQuiet)
        {
            Say(text);
        }
    }

    /// <summary>Something that must be known.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            _write(text);
        }
    }

    /// <summary>Sends lines elsewhere while a progress display has the screen.</summary>
    /// <param name="write">Null: to standard error again.</param>
    public void SendTo(Action<string>? write)
    {
        lock (_gate)
        {
            _write = write ?? error.WriteLine;
        }
    }
}
