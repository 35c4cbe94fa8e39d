using System.Diagnostics;
using System.Globalization;
using Connector.Faults;

/// <summary>What .NET calls before the connector's own first line: it must have this name, in no namespace.</summary>
#pragma warning disable MA0047 // The runtime looks for it there.
internal static class StartupHook
#pragma warning restore MA0047
{
    /// <summary>The step to die or wait at: its name, or <c>*</c> for any.</summary>
    private const string Step = "FAULT_STEP";

    /// <summary>At which passage of it, from 1 on.</summary>
    private const string Passage = "FAULT_PASSAGE";

    /// <summary>So many microseconds after it, while the connector goes on; none: at the step itself.</summary>
    private const string Delay = "FAULT_DELAY";

    /// <summary>A file: the connector does not die, but waits for its end. See <see cref="Pause"/>.</summary>
    private const string Wait = "FAULT_WAIT";

    /// <summary>A file in which the passages are counted when the connector ends by itself.</summary>
    private const string Count = "FAULT_COUNT";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Step) is { } step)
        {
            Watch(Environment.GetEnvironmentVariable(Wait) is { } waits ? new Pause(step, Number(Passage, 1), waits) : new Death(step, Number(Passage, 1), Number(Delay, 0)));
        }

        if (Environment.GetEnvironmentVariable(Count) is { } file)
        {
            var passages = new Passages();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllText(file, passages.All.ToString(CultureInfo.InvariantCulture));
            Watch(passages);
        }
    }

    private static void Watch(IObserver<KeyValuePair<string, object?>> steps) => DiagnosticListener.AllListeners.Subscribe(new StepsOf(steps));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
