using System.Text;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>The first row: the columns' names.</summary>
internal static class CsvHeader
{
    /// <summary>Reads the header and steps over it.</summary>
    /// <returns>Null: its end is not in the buffer.</returns>
    /// <exception cref="SourceException">The body is no CSV with a header.</exception>
    public static string[]? Read(ExportBuffer buffer)
    {
        int at = ForeignBody.SkipMarks(buffer.Bytes, buffer.Start, buffer.End);
        ReadOnlySpan<byte> bytes = buffer.Bytes.AsSpan(at, buffer.End - at);
        if (ForeignBody.MayBecomeMark(bytes))
        {
            return null;
        }

        if (bytes[0] is (byte)'<' or (byte)'{' or (byte)'[')
        {
            throw new SourceException($"The body is no CSV export: found {ForeignBody.Describe(bytes)}; a CSV export begins with the names of its columns.");
        }

        List<string> names = [];
        int start = 0;
        while (true)
        {
            int length = FieldLength(bytes[start..], out bool isClosed);
            int end = start + length;
            bool isLast = end == bytes.Length;
            bool hasEnd = isClosed && (!isLast || buffer.IsLast);
            if (end > buffer.Limits.HeaderBytes || (!hasEnd && buffer.IsFull))
            {
                throw new SourceException(
                    $"The CSV's header is longer than {buffer.Limits.HeaderBytes >> 20} MB, which is the limit. {buffer.Limits.HeaderSetting} in the settings file raises it; no export has such a header.");
            }

            if (names.Count == buffer.Limits.Columns)
            {
                throw new SourceException($"The CSV's header names more than {buffer.Limits.Columns} columns, which is the limit. limits.columns in the settings file raises it.");
            }

            if (!hasEnd)
            {
                return buffer.IsLast
                    ? throw new SourceException("The body is no CSV export: its header has a quote that is not closed.")
                    : null;
            }

            bool endsRow = isLast || bytes[end] == '\n';
            names.Add(Name(endsRow ? bytes[start..end].TrimEnd((byte)'\r') : bytes[start..end]));
            if (endsRow)
            {
                buffer.Start = at + (isLast ? end : end + 1);
                return [.. names];
            }

            start = end + 1;
        }
    }

    /// <returns>Bytes before the comma or line break.</returns>
    private static int FieldLength(ReadOnlySpan<byte> bytes, out bool isClosed)
    {
        bool isQuoted = bytes is [(byte)'"', ..];
        bool inQuotes = isQuoted;
        int at = isQuoted ? 1 : 0;
        for (; at < bytes.Length && (inQuotes || bytes[at] is not ((byte)',' or (byte)'\n')); at++)
        {
            // A doubled quote closes and opens again.
            inQuotes ^= isQuoted && bytes[at] == '"';
        }

        isClosed = !inQuotes;
        return at;
    }

    private static string Name(ReadOnlySpan<byte> field)
    {
        if (field is not [(byte)'"', .., (byte)'"'])
        {
            return Encoding.UTF8.GetString(field);
        }

        byte[] name = new byte[field.Length];
        return Encoding.UTF8.GetString(name, 0, CsvText.Unescape(field[1..^1], name));
    }
}
