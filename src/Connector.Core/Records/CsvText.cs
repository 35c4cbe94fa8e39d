using System.Text;

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

    /// <summary>The fields of one row, unquoted.</summary>
    /// <param name="row">Without its line end.</param>
    public static List<string> Fields(ReadOnlySpan<byte> row)
    {
        var fields = new List<string>();
        byte[] scratch = new byte[row.Length];
        while (true)
        {
            if (row.Length > 0 && row[0] == '"')
            {
                int close = 1;
                while (close < row.Length && (row[close] != '"' || (close + 1 < row.Length && row[close + 1] == '"')))
                {
                    close += row[close] == '"' ? 2 : 1;
                }

                int end = Math.Min(close, row.Length);
                fields.Add(Encoding.UTF8.GetString(scratch.AsSpan(0, Unescape(row[1..end], scratch))));
                row = row[Math.Min(end + 1, row.Length)..];
            }
            else
            {
                int end = row.IndexOf((byte)',');
                ReadOnlySpan<byte> field = end < 0 ? row : row[..end];
                fields.Add(Encoding.UTF8.GetString(field));
                row = row[field.Length..];
            }

            int comma = row.IndexOf((byte)',');
            if (comma < 0)
            {
                return fields;
            }

            row = row[(comma + 1)..];
        }
    }
}
