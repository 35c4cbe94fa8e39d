namespace Connector.Core.Sync;

/// <summary>The last records that came from a source, whole, so that a changed config can be looked at on real ones before it is used.</summary>
public interface IRecordSamples
{
    /// <summary>Adds records to those of an integration and resource, and lets the oldest go.</summary>
    /// <param name="records">JSON objects, the oldest first.</param>
    /// <param name="now">Unix milliseconds.</param>
    ValueTask KeepAsync(string integration, string resource, IReadOnlyList<string> records, long now, CancellationToken cancellationToken);

    /// <returns>JSON objects, the newest first.</returns>
    ValueTask<IReadOnlyList<string>> LastAsync(string integration, string resource, int limit, CancellationToken cancellationToken);
}
