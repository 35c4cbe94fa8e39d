namespace Connector.Core.Records;

/// <summary>CSV text by RFC 4180, as UTF-8 bytes.</summary>
public static class CsvText
{
    /// <summary>Makes one quote of two.</summary>
    /// <param name="source">What stands between the outer quotes.</param>
    /// <param name="target">At least as long as the source.</param>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int written = 0;
        while (true)
        {
            int at = source.IndexOf((byte)'"');
            if (at < 0 || at + 1 >= source.Length)
            {
                source.CopyTo(target[written..]);
                return written + source.Length;
            }

            source[..(at + 1)].CopyTo(target[written..]);
            written += at + 1;
            source = source[(at + 2)..];
        }
    }
}
