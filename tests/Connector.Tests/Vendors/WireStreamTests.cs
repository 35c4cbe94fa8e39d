using Connector.Core.Sync;
using Connector.Testing;
using Connector.Vendors.Http;

namespace Connector.Tests.Vendors;

public sealed class WireStreamTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_body_that_drips_is_given_up_like_one_that_is_silent()
    {
        await using var wire = new WireStream(new Dripping(_time, TimeSpan.FromMinutes(1), 1), null, _time, null);
        ExportIncompleteException fault = await Assert.ThrowsAsync<ExportIncompleteException>(() => DrainAsync(wire, reads: 10));
        Assert.Contains("less than 4096 bytes in 5 minutes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_body_is_read_for_as_long_as_it_comes()
    {
        await using var wire = new WireStream(new Dripping(_time, TimeSpan.FromMinutes(4), 4096), null, _time, null);
        await DrainAsync(wire, reads: 500);
        Assert.Equal(500 * 4096, wire.Count);
    }

    [Fact]
    public async Task Who_reads_may_take_its_time()
    {
        await using var wire = new WireStream(new Dripping(_time, TimeSpan.Zero, 1), null, _time, null);
        for (int i = 0; i < 20; i++)
        {
            await DrainAsync(wire, reads: 1);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(20, wire.Count);
    }

    private static async Task DrainAsync(WireStream wire, int reads)
    {
        byte[] buffer = new byte[8192];
        for (int i = 0; i < reads; i++)
        {
            Assert.NotEqual(0, await wire.ReadAsync(buffer));
        }
    }

    /// <summary>Gives so many bytes at each read, after so long.</summary>
    private sealed class Dripping(ManualTime time, TimeSpan pause, int bytes) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            time.Advance(pause);
            return new(Math.Min(bytes, buffer.Length));
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
