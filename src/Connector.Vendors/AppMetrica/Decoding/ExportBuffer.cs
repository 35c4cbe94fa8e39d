using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>The part of a body that is being looked at. It grows to hold one record, up to the limit of <see cref="Limits"/>.</summary>
internal sealed class ExportBuffer(Stream body, ExportLimits limits)
{
    /// <summary>Bytes that may be read behind <see cref="End"/>, so that a search can take whole vectors. They mean nothing.</summary>
    public const int Margin = 64;

    private const int FirstSize = 512 << 10;

    private long _taken;

    public ExportLimits Limits => limits;

    public byte[] Bytes { get; private set; } = new byte[FirstSize];

    /// <summary>The first byte that nobody has dealt with. Readers move it forward.</summary>
    public int Start { get; set; }

    public int End { get; private set; }

    /// <summary>The body has no byte beyond <see cref="End"/>.</summary>
    public bool IsLast { get; private set; }

    /// <summary>No more bytes are taken before some are dealt with.</summary>
    public bool IsFull => End - Start >= limits.RecordBytes;

    public ReadOnlySpan<byte> Pending => Bytes.AsSpan(Start, End - Start);

    /// <summary>Reads on until the bytes not dealt with have doubled at least, so that looking at them again costs little in sum.</summary>
    /// <exception cref="ExportIncompleteException">The connection or the compressed data broke.</exception>
    /// <exception cref="SourceException">The body is longer than the limit.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        int wanted = Math.Clamp(2 * (End - Start), 1, limits.RecordBytes);
        MakeRoomFor(wanted);
        while (End < wanted && !IsLast)
        {
            int read = await ReadAsync(cancellationToken);
            End += read;
            IsLast = read == 0;
            _taken += read;
            if (_taken > limits.ExportBytes)
            {
                throw new SourceException(
                    $"The export is longer than {limits.ExportMegabytes} MB unpacked, which is the limit, and was given up. limits.exportMegabytes in the settings file raises it.");
            }
        }
    }

    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(Bytes.AsMemory(End, Bytes.Length - Margin - End), cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new ExportIncompleteException($"The export broke off: {e.Message}", e);
        }
    }

    private void MakeRoomFor(int wanted)
    {
        byte[] former = Bytes;
        // Half of the first size stays free for the read, so that what is moved is little beside what is read.
        int needed = wanted + (FirstSize / 2) + Margin;
        if (former.Length < needed)
        {
            Bytes = GC.AllocateUninitializedArray<byte>(needed);
        }

        former.AsSpan(Start, End - Start).CopyTo(Bytes);
        End -= Start;
        Start = 0;
    }
}
