using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Core.Ingest;

/// <summary>Some of the messages that hooks looked at, on their way to where a changed config can be looked at on them.</summary>
internal sealed class MessageSamples(IRecordSamples samples, TimeProvider time)
{
    /// <summary>They are written this seldom, and stay in memory no longer.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string Integration, string Type), RecordSampling> _waiting = [];
    private DateTimeOffset _due = DateTimeOffset.MinValue;

    /// <summary>Whether some wait to be written.</summary>
    public bool Wait => _waiting.Count > 0;

    public void Look(string integration, LogResource type, Record record, bool isWanted)
    {
        if (!_waiting.TryGetValue((integration, type.Name), out RecordSampling? sampling))
        {
            _waiting.Add((integration, type.Name), sampling = new RecordSampling());
        }

        sampling.Look(record, isWanted);
    }

    /// <summary>Writes what waits, unless it was done just now.</summary>
    /// <remarks>A sample is good to have, and no message is held up for want of it: what cannot be written is let go.</remarks>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!Wait || now < _due)
        {
            return;
        }

        _due = now + Pause;
        try
        {
            foreach (((string integration, string type), RecordSampling sampling) in _waiting)
            {
                await samples.KeepAsync(integration, type, sampling.Records(), now.ToUnixTimeMilliseconds(), cancellationToken);
            }
        }
        catch (StoreException)
        {
            // Whoever writes messages next has the same fault, and tells it.
        }
        finally
        {
            _waiting.Clear();
        }
    }
}
