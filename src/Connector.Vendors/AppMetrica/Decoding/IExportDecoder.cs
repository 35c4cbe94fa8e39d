using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Turns the bytes of an export into records.</summary>
public interface IExportDecoder
{
    /// <summary>Reads the body to its end and hands every record to the sink.</summary>
    /// <param name="body">Plain bytes: whoever calls has undone the compression. A read throws when the body ends early, so the last row that arrives is whole.</param>
    /// <exception cref="Connector.Core.Sync.ExportIncompleteException">JSON ended without its end mark.</exception>
    Task DecodeAsync(Stream body, ExportFormat format, RecordSchema schema, IRecordSink sink, CancellationToken ct);
}
