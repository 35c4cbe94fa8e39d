using System.IO.Compression;
using System.Text.Json;

namespace Connector.Benchmarks.Workloads;

/// <summary>The least that reading JSON can cost: unzip it and step through its tokens, on one thread.</summary>
internal static class DecodeFloor
{
    private const int RecordDepth = 2;

    public static Task<Measurement> RunAsync(string file) => Measurement.TakeAsync(() => Task.FromResult(Measurement.Of(Count(file))));

    /// <returns>How many records there are.</returns>
    private static long Count(string file)
    {
        using FileStream wire = File.OpenRead(file);
        using var body = new GZipStream(wire, CompressionMode.Decompress);
        byte[] buffer = new byte[256 << 10];
        int length = 0;
        long records = 0;
        JsonReaderState state = default;
        bool isLast = false;
        while (!isLast)
        {
            int read = body.Read(buffer.AsSpan(length));
            length += read;
            isLast = read == 0;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, length), isLast, state);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == RecordDepth)
                {
                    records++;
                }
            }

            state = reader.CurrentState;
            int used = (int)reader.BytesConsumed;
            buffer.AsSpan(used, length - used).CopyTo(buffer);
            length -= used;
        }

        return records;
    }
}
