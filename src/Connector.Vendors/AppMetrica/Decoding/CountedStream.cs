using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads a stream in large pieces and counts them.</summary>
/// <param name="onRead">Told the number of bytes so far after every piece, on the thread that reads.</param>
internal sealed class CountedStream(Stream source, Action<long> onRead) : ForwardStream
{
    private const int PieceSize = 128 << 10;

    private readonly byte[] _piece = new byte[PieceSize];
    private int _start;
    private int _end;
    private long _count;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start == _end && !buffer.IsEmpty)
        {
            _start = 0;
            _end = await source.ReadAsync(_piece, cancellationToken);
            _count += _end;
            if (_end > 0)
            {
                onRead(_count);
            }
        }

        int given = Math.Min(buffer.Length, _end - _start);
        _piece.AsSpan(_start, given).CopyTo(buffer.Span);
        _start += given;
        return given;
    }

    public override async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
