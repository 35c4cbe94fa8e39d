using System.Threading.Channels;

namespace Connector.Schedule;

/// <summary>Tells whoever listens that runs of this service ended; holds nobody up.</summary>
internal sealed class RunEnds
{
    private readonly Channel<RunEnd> _ends = Channel.CreateBounded<RunEnd>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<RunEnd> Reader => _ends.Reader;

    public void Tell(RunEnd end) => _ends.Writer.TryWrite(end);
}

/// <param name="TokenRefused">What the run learnt of the token; null: nothing.</param>
/// <param name="Refusal">What the source said when it refused the token.</param>
internal sealed record RunEnd(string Integration, bool? TokenRefused, string? Refusal = null);
