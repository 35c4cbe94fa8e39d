using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Reads the records of an export's body.</summary>
public interface IExportDecoder
{
    /// <summary>Delivers every record of the body to the sink, in constant memory.</summary>
    /// <param name="body">Plain bytes, not compressed.</param>
    /// <exception cref="ExportIncompleteException">The body ended before its end mark; the complete records before that were delivered.</exception>
    /// <exception cref="SourceException">The body is something else altogether.</exception>
    Task DecodeAsync(Stream body, ExportFormat format, RecordSchema schema, IRecordSink sink, CancellationToken cancellationToken);
}
