using System.Diagnostics;
using Connector.Core.Sync;

namespace Connector.Core.Telemetry;

/// <summary>The spans of a run.</summary>
internal static class Spans
{
    /// <param name="window">Null: a resource without dates, or a file.</param>
    /// <returns>Null: nobody listens.</returns>
    public static Activity? Window(string resource, ReceiveWindow? window, int parts)
    {
        Activity? span = Instruments.Traces.StartActivity("window");
        span?.SetTag(Instruments.Resource, resource)
            .SetTag("connector.window.from", window?.From.UtcDateTime.ToString("O"))
            .SetTag("connector.window.to", window?.To.UtcDateTime.ToString("O"))
            .SetTag("connector.export.parts", parts);
        return span;
    }

    /// <remarks>The type of a fault alone: its message may repeat what a server or a record said.</remarks>
    public static void Failed(Activity? span, Exception? fault)
    {
        if (span is not null && fault is not null)
        {
            span.SetStatus(ActivityStatusCode.Error).SetTag(Instruments.ErrorType, fault.GetType().Name);
        }
    }
}
