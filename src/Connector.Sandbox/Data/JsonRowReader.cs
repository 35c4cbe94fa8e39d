using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Connector.Sandbox.Data;

/// <summary>Reads objects from <c>{"data":[..]}</c>, a bare array, or one after another, a buffer at a time.</summary>
internal sealed class JsonRowReader(Stream stream)
{
    private static readonly JsonReaderOptions Options = new()
    {
        AllowTrailingCommas = true,
        AllowMultipleValues = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _complete;
    private JsonReaderState _state = new(Options);

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public IEnumerable<Row> Read(ImmutableArray<string> columns)
    {
        byte[][] names = [.. columns.Select(Encoding.UTF8.GetBytes)];
        var row = new Row(columns.Length);
        SkipMark();
        while (TryNext(out int start, out int length))
        {
            row.Begin();
            Fill(row, names, _buffer.AsSpan(start, length));
            yield return row;
        }
    }

    private void SkipMark()
    {
        while (_end < 3 && !_complete)
        {
            Fetch();
        }

        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    /// <summary>Finds the next object, the wrapper around all of them aside.</summary>
    private bool TryNext(out int start, out int length)
    {
        while (true)
        {
            switch (Look(out start, out length))
            {
                case Found.Record:
                    return true;
                case Found.End:
                    return false;
                default:
                    Fetch();
                    break;
            }
        }
    }

    private Found Look(out int start, out int length)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _complete, _state);
        while (true)
        {
            // A record is read from its beginning, however often its end is not there yet.
            JsonReaderState before = reader.CurrentState;
            int consumed = (int)reader.BytesConsumed;
            if (!reader.Read())
            {
                start = length = 0;
                Keep(consumed, before);
                return _complete ? Found.End : Found.Nothing;
            }

            if (reader.TokenType != JsonTokenType.StartObject || IsWrapper(reader))
            {
                continue;
            }

            start = _start + (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                length = 0;
                Keep(consumed, before);
                return Found.Nothing;
            }

            length = _start + (int)reader.BytesConsumed - start;
            Keep((int)reader.BytesConsumed, reader.CurrentState);
            return Found.Record;
        }
    }

    /// <summary>Whether an object at the top begins with <c>"data": [</c> and so holds the records.</summary>
    private bool IsWrapper(Utf8JsonReader reader) =>
        reader.CurrentDepth == 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("data"u8)
        && reader.Read() && reader.TokenType == JsonTokenType.StartArray;

    private void Keep(int consumed, JsonReaderState state)
    {
        _start += consumed;
        _state = state;
    }

    private void Fetch()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _complete = read == 0;
        _end += read;
    }

    private static void Fill(Row row, byte[][] names, ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Utf8JsonReader member = reader;
            reader.Read();
            Utf8JsonReader value = reader;
            reader.Skip();
            int begin = (int)value.TokenStartIndex;
            ReadOnlySpan<byte> raw = record[begin..(int)reader.BytesConsumed];
            for (int slot = 0; slot < names.Length; slot++)
            {
                if (member.ValueTextEquals(names[slot]))
                {
                    Set(row, slot, value, raw);
                }
            }
        }
    }

    private static void Set(Row row, int slot, Utf8JsonReader value, ReadOnlySpan<byte> raw)
    {
        switch (value.TokenType)
        {
            case JsonTokenType.Null:
                row.Set(slot, []);
                break;
            case JsonTokenType.String when value.ValueIsEscaped:
                row.Set(slot, Encoding.UTF8.GetBytes(value.GetString()!));
                break;
            case JsonTokenType.String:
                row.Set(slot, value.ValueSpan);
                break;
            default:
                row.Set(slot, raw);
                break;
        }
    }

    private enum Found
    {
        Record,

        /// <summary>More text is needed.</summary>
        Nothing,

        End,
    }
}
