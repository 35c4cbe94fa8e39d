using System.Diagnostics;

namespace Connector.Faults;

/// <summary>Listens to the connector's durable steps, once it has any.</summary>
internal sealed class StepsOf(IObserver<KeyValuePair<string, object?>> steps) : IObserver<DiagnosticListener>
{
    /// <summary>As <c>DurableSteps.ListenerName</c>; not referenced, so that nothing of the connector is loaded before it runs.</summary>
    private const string Listener = "Connector.DurableSteps";

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Listener)
        {
            value.Subscribe(steps);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
