namespace Connector.Fuzz;

/// <summary>Gives its bytes in pieces of any size, small ones most of the time.</summary>
internal sealed class PieceStream(byte[] bytes, Random random) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 1 << random.Next(1, 13)))], cancellationToken);
}
