using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Decodes exports as a stream, in memory that does not grow with their length.</summary>
/// <param name="limits">Null: the usual ones.</param>
public sealed class ExportDecoder(ExportLimits? limits = null) : IExportDecoder
{
    /// <inheritdoc/>
    /// <exception cref="Connector.Core.Sync.SourceException">The body is no export of this format.</exception>
    public async Task DecodeAsync(Stream body, ExportFormat format, RecordSchema schema, IRecordSink sink, CancellationToken cancellationToken)
    {
        ExportBuffer buffer = new(body, limits ?? ExportLimits.Usual);
        IExportReader reader = format switch
        {
            ExportFormat.Json => new JsonReader(buffer, schema, sink),
            ExportFormat.JsonLines => new JsonLinesReader(buffer, schema, sink),
            ExportFormat.Csv => new CsvReader(buffer, schema, sink),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };

        while (true)
        {
            switch (reader.Advance())
            {
                case Pause.NeedsBytes:
                    await buffer.FillAsync(cancellationToken);
                    break;
                case Pause.HandOn:
                    await sink.HandOnAsync(cancellationToken);
                    break;
                default:
                    return;
            }
        }
    }
}
