using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;

namespace Connector.Tests.Vendors.Decoding;

public sealed class ReadAheadStreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256 << 10)]
    [InlineData(5_000_000)]
    public async Task Gives_every_byte_in_order(int length)
    {
        byte[] body = new byte[length];
        new Random(length).NextBytes(body);
        await using ReadAheadStream stream = new(new MemoryStream(body));
        MemoryStream copy = new();
        await stream.CopyToAsync(copy);
        Assert.Equal(body, copy.ToArray());
        Assert.Equal(0, await stream.ReadAsync(new byte[10]));
    }

    [Fact]
    public async Task Failure_of_the_source_comes_behind_the_bytes_before_it()
    {
        byte[] body = new byte[700_000];
        new Random(1).NextBytes(body);
        await using ReadAheadStream stream = new(new ScriptedStream(body, () => throw new InvalidDataException("broken")));
        byte[] read = new byte[body.Length];
        await stream.ReadExactlyAsync(read);
        Assert.Equal(body, read);
        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Equal("broken", failure.Message);
    }

    [Fact]
    public async Task Reads_no_more_than_a_few_blocks_ahead()
    {
        EndlessStream source = new();
        await using ReadAheadStream stream = new(source);
        await stream.ReadExactlyAsync(new byte[1]);
        await source.HasReadAsync(5 * (256 << 10));
        await stream.ReadExactlyAsync(new byte[3 << 20]);
        Assert.True(source.Count <= (3 << 20) + 1 + (7 * (256 << 10)), $"{source.Count}");
    }

    [Fact]
    public async Task Disposal_stops_the_reading_and_disposes_the_source()
    {
        TaskCompletionSource<int> never = new();
        CancellationToken seen = default;
        ScriptedStream source = new([1, 2, 3], token =>
        {
            seen = token;
            return never.Task.WaitAsync(token);
        });
        ReadAheadStream stream = new(source);
        await source.Waiting;
        await stream.DisposeAsync();
        Assert.True(seen.IsCancellationRequested);
        Assert.True(source.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_a_source_that_heeds_nothing()
    {
        TaskCompletionSource<int> input = new();
        ScriptedStream source = new([1, 2, 3], _ => input.Task);
        ReadAheadStream stream = new(source);
        await source.Waiting;
        await stream.DisposeAsync();
        Assert.False(source.IsDisposed);
        input.SetResult(0);
        await source.Disposed;
    }

    [Fact]
    public async Task Reader_that_is_cancelled_stops_waiting()
    {
        TaskCompletionSource<int> never = new();
        ScriptedStream source = new([], token => never.Task.WaitAsync(token));
        await using ReadAheadStream stream = new(source);
        using CancellationTokenSource cancelled = new();
        ValueTask<int> read = stream.ReadAsync(new byte[1], cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
    }

    /// <summary>Gives some bytes, then does as told.</summary>
    private sealed class ScriptedStream(byte[] body, Func<CancellationToken, Task<int>> then) : ForwardStream
    {
        private readonly TaskCompletionSource _waiting = new();
        private readonly TaskCompletionSource _disposed = new();
        private int _given;

        public ScriptedStream(byte[] body, Func<int> then)
            : this(body, _ => Task.FromResult(then()))
        {
        }

        public Task Waiting => _waiting.Task;

        public Task Disposed => _disposed.Task;

        public bool IsDisposed => _disposed.Task.IsCompleted;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int next = Math.Min(buffer.Length, body.Length - _given);
            body.AsMemory(_given, next).CopyTo(buffer);
            _given += next;
            if (next > 0)
            {
                return next;
            }

            _waiting.TrySetResult();
            return await then(cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    private sealed class EndlessStream : ForwardStream
    {
        private long _count;
        private long _wanted = long.MaxValue;
        private readonly TaskCompletionSource _reached = new();

        public long Count => Interlocked.Read(ref _count);

        public Task HasReadAsync(long count)
        {
            Interlocked.Exchange(ref _wanted, count);
            return Count >= count ? Task.CompletedTask : _reached.Task;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Interlocked.Add(ref _count, buffer.Length) >= Interlocked.Read(ref _wanted))
            {
                _reached.TrySetResult();
            }

            return new(buffer.Length);
        }
    }
}
