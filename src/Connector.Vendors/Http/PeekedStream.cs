namespace Connector.Vendors.Http;

/// <summary>A stream whose first bytes were looked at and are given again.</summary>
internal sealed class PeekedStream(Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _peeked;

    /// <summary>The first bytes, at least <paramref name="wanted"/> unless the stream is shorter. Called once, before any read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int wanted, CancellationToken cancellationToken)
    {
        byte[] start = new byte[wanted];
        int length = await rest.ReadAtLeastAsync(start, wanted, throwOnEndOfStream: false, cancellationToken);
        _peeked = start.AsMemory(0, length);
        return _peeked;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_peeked.IsEmpty)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        int given = Math.Min(_peeked.Length, buffer.Length);
        _peeked[..given].CopyTo(buffer);
        _peeked = _peeked[given..];
        return new(given);
    }

    public override async ValueTask DisposeAsync()
    {
        await rest.DisposeAsync();
        await base.DisposeAsync();
    }
}
