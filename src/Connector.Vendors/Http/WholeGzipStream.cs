using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Connector.Core.Sync;

namespace Connector.Vendors.Http;

/// <summary>Undoes gzip and notices when its trailer is missing, which <see cref="GZipStream"/> passes over in silence.</summary>
/// <remarks>
/// The last eight bytes of the wire are the checksum and length of everything that came out (RFC 1952, 2.3.1). So a body is one gzip
/// member, as HTTP servers send it; several joined ones would count as damaged.
/// </remarks>
internal sealed class WholeGzipStream(WireStream wire) : ForwardStream
{
    private readonly GZipStream _gzip = new(wire, CompressionMode.Decompress);
    private readonly Crc32 _checksum = new();
    private long _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await _gzip.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new ExportIncompleteException($"The gzip of the body is damaged after {wire.Count} bytes.", e);
        }

        if (read == 0 && buffer.Length > 0)
        {
            return HasTrailer() ? 0 : throw new ExportIncompleteException($"The gzip of the body ended without its trailer after {wire.Count} bytes.");
        }

        _checksum.Append(buffer.Span[..read]);
        _length += read;
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await _gzip.DisposeAsync();
        await base.DisposeAsync();
    }

    private bool HasTrailer() =>
        wire.Count > WireStream.TailLength
        && BinaryPrimitives.ReadUInt32LittleEndian(wire.Tail) == _checksum.GetCurrentHashAsUInt32()
        && BinaryPrimitives.ReadUInt32LittleEndian(wire.Tail[4..]) == unchecked((uint)_length);
}
