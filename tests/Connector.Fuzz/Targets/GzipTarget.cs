using System.IO.Compression;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Fuzz.Targets;

/// <summary>Zipped files: whole, or said to be incomplete, and the same in reads of any size.</summary>
internal sealed class GzipTarget : Target
{
    /// <summary>More than any mutated input unzips to that is not a bomb.</summary>
    private const int MostTaken = 1 << 20;

    public override string Name => "gzip";

    public override IReadOnlyList<byte[]> Seeds { get; } = [Zip("[{\"a\":1}]"u8), Zip(new byte[5000]), [.. Zip("one"u8), .. Zip("two"u8)], Zip([])];

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Evil, [0x1F, 0x8B, 8], Zip("more"u8), [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]];

    public override long FixedBytes => 2 << 20;

    public override void Read(byte[] input, Random random) => Unzip(new MemoryStream(input));

    public override void Check(byte[] input, Random random)
    {
        (byte[] bytes, bool isWhole) = Unzip(new MemoryStream(input));
        (byte[] ofPieces, bool isWholeOfPieces) = Unzip(new PieceStream(input, random));
        Hold(isWhole == isWholeOfPieces && (!isWhole || bytes.AsSpan().SequenceEqual(ofPieces)), "In pieces it unzips to something else.");
    }

    private static (byte[] Bytes, bool IsWhole) Unzip(Stream source)
    {
        var unzipped = new MemoryStream();
        byte[] buffer = new byte[4096];
        GzipFileStream gzip = new(source);
        try
        {
            int read;
            while (unzipped.Length < MostTaken && (read = gzip.ReadAsync(buffer).AsTask().GetAwaiter().GetResult()) > 0)
            {
                unzipped.Write(buffer, 0, read);
            }

            return (unzipped.ToArray(), true);
        }
        catch (ExportIncompleteException)
        {
            return ([], false);
        }
        finally
        {
            gzip.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static byte[] Zip(ReadOnlySpan<byte> bytes)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }
}
