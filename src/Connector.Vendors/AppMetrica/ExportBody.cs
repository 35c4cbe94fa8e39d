using System.Globalization;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica;

/// <summary>The body of a finished export: plain bytes that end only where the export ends.</summary>
internal sealed class ExportBody : IAsyncDisposable
{
    /// <summary>Progress is told each time so many bytes have come.</summary>
    private const long ProgressStep = 256 * 1024;

    private readonly WireStream _wire;
    private readonly ReadAheadStream _content;

    private ExportBody(WireStream wire, PeekedStream content, long? rows)
    {
        _wire = wire;

        // Unzipping is as much work as decoding, and has a core of its own.
        _content = new ReadAheadStream(content);
        Rows = rows;
    }

    public Stream Content => _content;

    /// <summary>Bytes over the wire so far.</summary>
    public long Bytes => _wire.Count;

    /// <summary>The number of rows the server told; null: not told, or «not calculated».</summary>
    /// <remarks>Undocumented; seen in public clients.</remarks>
    public long? Rows { get; }

    /// <exception cref="SourceException">The body is not in the format asked for.</exception>
    public static async Task<ExportBody> OpenAsync(
        HttpResponseMessage response, ExportRequest request, TimeProvider time, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        HttpContent content = response.Content;
        bool gzip = IsGzip(content, request);
        long? length = content.Headers.ContentLength;
        if (!gzip && request.Source.Format == ExportFormat.Csv && !TellsItsEnd(response))
        {
            throw new SourceException(
                $"The server sends {request.Resource} as CSV with neither length nor gzip, so that a lost end would go unseen. Put \"format\": \"json\" into the source.");
        }

        progress?.Report(new ExportProgress(ExportStage.Downloading, null, 0, length) { SourceTime = response.Headers.Date });
        long told = 0;
        WireStream wire = new(await content.ReadAsStreamAsync(cancellationToken), length, time, bytes =>
        {
            if (bytes - told >= ProgressStep)
            {
                told = bytes;
                progress?.Report(new ExportProgress(ExportStage.Downloading, null, bytes, length));
            }
        });
        PeekedStream plain = new(gzip ? new WholeGzipStream(wire) : wire);
        ReadOnlyMemory<byte> start = await plain.PeekAsync(FormatCheck.Wanted, cancellationToken);
        FormatCheck.Require(start.Span, content.Headers.ContentType?.MediaType, request);
        return new ExportBody(wire, plain, RowsIn(response));
    }

    /// <summary>Reads what the decoder left after the last record, so that length and trailer are checked.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        byte[] rest = new byte[4096];
        while (await _content.ReadAsync(rest, cancellationToken) > 0)
        {
        }
    }

    public ValueTask DisposeAsync() => _content.DisposeAsync();

    private static bool IsGzip(HttpContent content, ExportRequest request)
    {
        string encoding = string.Join(", ", content.Headers.ContentEncoding);
        return encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => true,
            "" or "identity" => false,
            _ => throw new SourceException(
                $"The server sends {request.Resource} in the encoding «{ReplyText.Cut(encoding, 50)}», which was not asked for. Check what stands between, such as a proxy."),
        };
    }

    /// <summary>Whether the transport itself shows a body that broke off; a bare HTTP/1 body ends with the connection, however that ends.</summary>
    private static bool TellsItsEnd(HttpResponseMessage response) =>
        response.Content.Headers.ContentLength is not null
        || response.Headers.TransferEncodingChunked == true
        || response.Version.Major >= 2;

    private static long? RowsIn(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Rows-Number", out IEnumerable<string>? values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            ? rows
            : null;
}
