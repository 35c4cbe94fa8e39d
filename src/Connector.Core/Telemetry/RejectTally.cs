using System.Runtime.InteropServices;
using Connector.Core.Sync;

namespace Connector.Core.Telemetry;

/// <summary>How many records were refused, by hook and reason: what is left of rejects once they are written. Empty where nobody measures.</summary>
internal sealed class RejectTally
{
    private readonly Dictionary<(string? Hook, string Reason), long> _counts = [];

    public IReadOnlyDictionary<(string? Hook, string Reason), long> Counts => _counts;

    public void Add(IReadOnlyList<Reject> rejects)
    {
        if (!Instruments.Rejects.Enabled)
        {
            return;
        }

        foreach (Reject reject in rejects)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, (reject.Hook, reject.Reason), out _)++;
        }
    }
}
