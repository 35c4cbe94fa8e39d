using System.Collections.Immutable;
using System.Text;

namespace Connector.Sandbox.Data;

/// <summary>Reads rows of RFC 4180 text, a buffer at a time.</summary>
internal sealed class CsvRowReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Utf8Buffer _field = new(256);
    private int _at;
    private int _end;

    public IEnumerable<Row> Read(ImmutableArray<string> columns)
    {
        List<string> header = [];
        bool more = ReadLine((_, text) => header.Add(Encoding.UTF8.GetString(text)));
        if (header.Count > 0)
        {
            header[0] = header[0].TrimStart('\uFEFF');
        }

        // A column may be wanted twice.
        int[][] slots = [.. header.Select(name => Enumerable.Range(0, columns.Length).Where(slot => columns[slot] == name).ToArray())];
        var row = new Row(columns.Length);
        while (more)
        {
            row.Begin();
            int fields = 0;
            more = ReadLine((field, text) =>
            {
                fields = text.IsEmpty && field == 0 ? 0 : field + 1;
                foreach (int slot in field < slots.Length ? slots[field] : [])
                {
                    row.Set(slot, text);
                }
            });
            if (fields > 0)
            {
                yield return row;
            }
        }
    }

    /// <summary>Reads one line's fields.</summary>
    /// <returns>False: the text ended with this line.</returns>
    private bool ReadLine(FieldSink sink)
    {
        int field = 0;
        bool quoted = false;
        bool afterQuote = false;
        _field.Clear();
        while (TryReadByte(out byte code))
        {
            if (quoted && code == '"')
            {
                quoted = false;
                afterQuote = true;
            }
            else if (quoted)
            {
                _field.Add(code);
            }
            else if (code == '"')
            {
                // A second quote stands for one; a first one opens the field.
                if (afterQuote)
                {
                    _field.Add(code);
                }

                quoted = true;
                afterQuote = false;
            }
            else if (code == ',')
            {
                sink(field++, _field.Text.Span);
                _field.Clear();
                afterQuote = false;
            }
            else if (code == '\n')
            {
                sink(field, _field.Text.Span);
                return true;
            }
            else if (code != '\r')
            {
                _field.Add(code);
            }
        }

        sink(field, _field.Text.Span);
        return false;
    }

    private bool TryReadByte(out byte code)
    {
        if (_at == _end)
        {
            _end = stream.Read(_buffer, 0, _buffer.Length);
            _at = 0;
        }

        code = _at < _end ? _buffer[_at++] : (byte)0;
        return _end > 0;
    }

    private delegate void FieldSink(int field, ReadOnlySpan<byte> text);
}
