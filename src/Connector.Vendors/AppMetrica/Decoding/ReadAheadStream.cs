using System.Buffers;
using System.Threading.Channels;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Reads a stream ahead of its reader on another thread, a few blocks at most, so that unzipping and decoding run side by side.</summary>
/// <remarks>What goes wrong in the source is thrown to the reader behind the bytes that came before it. Disposal stops the reading and disposes the source.</remarks>
internal sealed class ReadAheadStream : ForwardStream
{
    private const int BlockSize = 256 << 10;
    private const int BlocksAhead = 4;

    private readonly Stream _source;
    private readonly Channel<Block> _blocks = Channel.CreateBounded<Block>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private Task _lastRead = Task.CompletedTask;
    private Block _current;
    private int _taken;
    private bool _isDisposed;

    public ReadAheadStream(Stream source)
    {
        _source = source;
        _reading = Task.Run(() => ReadToEndAsync(_stop.Token));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_taken == _current.Length)
        {
            Return(_current);
            _current = default;
            _taken = 0;
            if (!await _blocks.Reader.WaitToReadAsync(cancellationToken))
            {
                return 0;
            }

            _blocks.Reader.TryRead(out _current);
        }

        int given = Math.Min(buffer.Length, _current.Length - _taken);
        _current.Bytes.AsSpan(_taken, given).CopyTo(buffer.Span);
        _taken += given;
        return given;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync();
        await _reading;
        while (_blocks.Reader.TryRead(out Block block))
        {
            Return(block);
        }

        Return(_current);
        if (_lastRead.IsCompleted)
        {
            await _source.DisposeAsync();
        }
        else
        {
            // A terminal's standard input ends its read when somebody types, and nobody should have to.
            _ = _lastRead.ContinueWith(_ => _source.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        _stop.Dispose();
        await base.DisposeAsync();
    }

    private async Task ReadToEndAsync(CancellationToken stop)
    {
        Exception? failure = null;
        bool isLast = false;
        try
        {
            while (!isLast)
            {
                byte[] bytes = ArrayPool<byte>.Shared.Rent(BlockSize);
                int length = 0;
                try
                {
                    while (length < BlockSize && !isLast)
                    {
                        int read = await ReadOnceAsync(bytes.AsMemory(length, BlockSize - length), stop);
                        length += read;
                        isLast = read == 0;
                    }
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    failure = e;
                    isLast = true;
                }

                await _blocks.Writer.WriteAsync(new Block(bytes, length), stop);
            }
        }
        catch (OperationCanceledException e)
        {
            // Nobody reads any more. The block in hand is left to the garbage collector: a read may still write to it.
            failure = e;
        }

        _blocks.Writer.Complete(failure);
    }

    /// <summary>Reads, and leaves the read alone when it does not heed <paramref name="stop"/>.</summary>
    private ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken stop)
    {
        ValueTask<int> read = _source.ReadAsync(buffer, stop);
        if (read.IsCompletedSuccessfully)
        {
            return read;
        }

        Task<int> waiting = read.AsTask();
        _lastRead = waiting;
        return new(waiting.WaitAsync(stop));
    }

    private static void Return(Block block)
    {
        if (block.Bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(block.Bytes);
        }
    }

    private readonly record struct Block(byte[] Bytes, int Length);
}
