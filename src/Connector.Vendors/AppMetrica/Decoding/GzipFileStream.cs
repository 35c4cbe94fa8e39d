using System.IO.Compression;
using Connector.Core.Sync;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Undoes gzip of any number of members, and notices when the last one is cut, which <see cref="GZipStream"/> passes over in silence.</summary>
/// <remarks>
/// One more small member is put behind the source, as a seal. It comes out whole only where every member before it was whole; else it
/// is taken for a piece of the cut one. The source is asked for more only when everything so far has come out, so what
/// comes out from the seal on is known and never given to the reader.
/// </remarks>
internal sealed class GzipFileStream : ForwardStream
{
    private static readonly byte[] Seal = "Here ends the export."u8.ToArray();
    private static readonly byte[] SealMember = Zip(Seal);

    private readonly SealedStream _source;
    private readonly GZipStream _gzip;

    public GzipFileStream(Stream source)
    {
        _source = new SealedStream(source);
        _gzip = new GZipStream(_source, CompressionMode.Decompress);
    }

    /// <exception cref="ExportIncompleteException">The gzip is cut or damaged.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int read = await _gzip.ReadAsync(buffer, cancellationToken);
            if (!_source.IsAtSeal)
            {
                // An end before the seal was asked for: the decoder took the rest for no gzip, and would leave it out in silence.
                return read > 0 || buffer.IsEmpty ? read : throw new ExportIncompleteException("The gzip is damaged: what stands behind one of its members is none.");
            }

            return await IsSealAsync(buffer[..read], cancellationToken)
                ? 0
                : throw new ExportIncompleteException("The gzip ends before its end, or something else stands behind it.");
        }
        catch (InvalidDataException e)
        {
            throw new ExportIncompleteException("The gzip is damaged or ends before its end.", e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _gzip.DisposeAsync();
        await base.DisposeAsync();
    }

    private async ValueTask<bool> IsSealAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        if (start.Length > Seal.Length)
        {
            return false;
        }

        byte[] end = new byte[Seal.Length + 1];
        start.CopyTo(end);
        int rest = await _gzip.ReadAtLeastAsync(end.AsMemory(start.Length), end.Length - start.Length, throwOnEndOfStream: false, cancellationToken);
        return end.AsSpan(0, start.Length + rest).SequenceEqual(Seal);
    }

    private static byte[] Zip(byte[] text)
    {
        MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(text);
        }

        return zipped.ToArray();
    }

    /// <summary>The source with the seal behind it.</summary>
    private sealed class SealedStream(Stream source) : ForwardStream
    {
        private int _given;

        public bool IsAtSeal { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = IsAtSeal ? 0 : await source.ReadAsync(buffer, cancellationToken);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            IsAtSeal = true;
            int next = Math.Min(buffer.Length, SealMember.Length - _given);
            SealMember.AsMemory(_given, next).CopyTo(buffer);
            _given += next;
            return next;
        }

        public override async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
