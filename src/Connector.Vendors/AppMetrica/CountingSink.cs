using Connector.Core.Records;

namespace Connector.Vendors.AppMetrica;

/// <summary>Counts what passes to another sink.</summary>
internal sealed class CountingSink(IRecordSink sink) : IRecordSink
{
    public long Records { get; private set; }

    /// <summary>Texts that could not be read; one may hold several rows.</summary>
    public long Malformed { get; private set; }

    public bool Add(Record record)
    {
        Records++;
        return sink.Add(record);
    }

    public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
    {
        Malformed++;
        return sink.AddMalformed(text, reason);
    }

    public ValueTask HandOnAsync(CancellationToken cancellationToken) => sink.HandOnAsync(cancellationToken);
}
