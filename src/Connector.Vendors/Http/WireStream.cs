using Connector.Core.Sync;

namespace Connector.Vendors.Http;

/// <summary>A response body as it comes over the wire: counted, guarded against silence, and never ending before its end.</summary>
/// <param name="length">What the server said it would send; null: not told.</param>
/// <param name="onBytes">Told the number of bytes so far, after each read.</param>
/// <remarks>
/// A body that breaks off makes the read throw instead of returning 0, so that a reader does not take half a row for the last one.
/// </remarks>
internal sealed class WireStream(Stream body, long? length, TimeProvider time, Action<long>? onBytes) : ForwardStream
{
    /// <summary>A response that sends no byte for so long is given up.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    /// <summary>So is one that sends less than this in as much waiting: it would last for ever.</summary>
    public const int LeastBytes = 4096;

    /// <summary>The trailer of gzip: checksum and length.</summary>
    public const int TailLength = 8;

    private readonly byte[] _tail = new byte[TailLength];

    // Waiting alone counts: whoever reads may take its time.
    private TimeSpan _waited;
    private long _before;

    /// <summary>Bytes so far.</summary>
    public long Count { get; private set; }

    /// <summary>The last bytes so far; the oldest first, zeros where there were fewer.</summary>
    public ReadOnlySpan<byte> Tail => _tail;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        long started = time.GetTimestamp();
        int read = await GuardedReadAsync(buffer, cancellationToken);
        _waited += time.GetElapsedTime(started);
        if (read == 0 && buffer.Length > 0)
        {
            return length is { } told && told != Count
                ? throw new ExportIncompleteException($"The body ended after {Count} of {told} bytes.")
                : 0;
        }

        Count += read;
        Remember(buffer.Span[..read]);
        RequirePace();
        onBytes?.Invoke(Count);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await body.DisposeAsync();
        await base.DisposeAsync();
    }

    private void RequirePace()
    {
        if (_waited < LongestSilence)
        {
            return;
        }

        if (Count - _before < LeastBytes)
        {
            throw new ExportIncompleteException($"The server sent less than {LeastBytes} bytes in {LongestSilence.TotalMinutes:0} minutes after {_before} bytes of the body.");
        }

        (_waited, _before) = (TimeSpan.Zero, Count);
    }

    private async ValueTask<int> GuardedReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource silence = new(LongestSilence, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ExportIncompleteException($"The server sent nothing for {LongestSilence.TotalMinutes:0} minutes after {Count} bytes of the body.", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ExportIncompleteException($"The connection broke after {Count} bytes of the body: {e.Message}", e);
        }
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= TailLength)
        {
            bytes[^TailLength..].CopyTo(_tail);
            return;
        }

        _tail.AsSpan(bytes.Length).CopyTo(_tail);
        bytes.CopyTo(_tail.AsSpan(TailLength - bytes.Length));
    }
}
