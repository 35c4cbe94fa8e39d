using System.Buffers;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>Finds where a record ends that is no proper JSON, so that the next one is read whole.</summary>
/// <remarks>
/// It ends where its braces balance, strings left out of account, or before that where something begins that cannot be inside it:
/// a line that starts a record or closes the array, or a brace where a member's name should stand. A string that is not closed ends
/// with its line. Goes byte by byte and keeps no more than the first <see cref="TextLimit"/> bytes, so its length does not matter.
/// </remarks>
/// <param name="indent">Spaces before it on its line; <see cref="MidLine"/>: something else stands there.</param>
/// <param name="isObject">It begins with a brace.</param>
internal sealed class BrokenJson(string reason, int indent, bool isObject)
{
    /// <summary>How much of a malformed record is kept.</summary>
    public const int TextLimit = 64 << 10;

    public const int MidLine = -1;

    private readonly ArrayBufferWriter<byte> _text = new();

    // What is no object is taken for one that lost its brace.
    private readonly JsonLevels _open = isObject ? new() : new(JsonLevels.Object);
    private int _kept = -1;
    private bool _started;
    private bool _inString;
    private bool _covered;
    private bool _overLines;
    private byte _last;
    private byte _lastButOne;

    public string Reason => reason;

    /// <summary>It is what stands behind the end mark, so it may run to the end of the body.</summary>
    public bool IsBehindEndMark { get; init; }

    /// <summary>Spaces since the line began, at the place where the record ended; or <see cref="MidLine"/>.</summary>
    public int Indent { get; private set; } = MidLine;

    /// <summary>The record, without the comma and white space behind it.</summary>
    public ReadOnlySpan<byte> Text => (_kept < 0 ? _text.WrittenSpan : _text.WrittenSpan[.._kept]).TrimEnd(", \t\r\n"u8);

    /// <summary>Whether an object, as far as it reaches, holds lines that begin with the same name as itself, so are records of their own.</summary>
    /// <remarks>A record that is cut behind the bracket of an array takes all further ones for elements of it, up to the end of the body.</remarks>
    public static bool HoldsOtherRecords(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> start = json[..(json.IndexOf((byte)':') + 1)];
        return start.StartsWith("{\""u8) && HoldsLine(json, start);
    }

    /// <summary>Whether some line begins so, and is not the value of a member.</summary>
    public static bool HoldsLine(ReadOnlySpan<byte> json, ReadOnlySpan<byte> start)
    {
        int lineBreak;
        while ((lineBreak = json.IndexOfAny((byte)'\n', (byte)'\r')) >= 0)
        {
            bool isValue = json[..lineBreak].TrimEnd(" \t"u8) is [.., (byte)':'];
            json = json[(lineBreak + 1)..].TrimStart(" \t\r\n"u8);
            if (!isValue && json.StartsWith(start))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the bytes of the buffer up to the end of the record.</summary>
    /// <returns>False: they do not reach it.</returns>
    public bool TryFindEnd(ExportBuffer buffer)
    {
        ReadOnlySpan<byte> bytes = buffer.Pending;
        for (int at = 0; at < bytes.Length; at++)
        {
            if (_started && !_inString)
            {
                if (bytes[at] == '{' && at + 1 == bytes.Length && !buffer.IsLast)
                {
                    // Whether a brace starts a record shows in the byte behind it.
                    Take(buffer, at);
                    return false;
                }

                if ((bytes[at] == '{' && StartsRecord(at + 1 < bytes.Length ? bytes[at + 1] : (byte)0)) || (bytes[at] == ']' && ClosesArray()))
                {
                    Take(buffer, at);
                    return true;
                }
            }

            if (Step(bytes[at]))
            {
                Take(buffer, at + 1);
                return true;
            }
        }

        Take(buffer, bytes.Length);
        return false;
    }

    /// <summary>For a record that ran to the end of the body: whether the body's end mark is in it, so that nothing is missing.</summary>
    /// <remarks>A quote that is missing in a body of one line makes a string of all the rest.</remarks>
    public bool TakesEndMark(bool wrapped)
    {
        if (IsBehindEndMark)
        {
            return true;
        }

        if (wrapped ? (_lastButOne, _last) != ((byte)']', (byte)'}') : _last != ']')
        {
            return false;
        }

        if (_text.WrittenCount < TextLimit)
        {
            ReadOnlySpan<byte> text = _text.WrittenSpan.TrimEnd(" \t\r\n"u8);
            text = wrapped ? text[..^1].TrimEnd(" \t\r\n"u8) : text;
            _kept = text.Length - 1;
        }

        return true;
    }

    private bool StartsRecord(byte next)
    {
        if (Indent != MidLine && (_overLines ? Indent <= indent : next == '"'))
        {
            return true;
        }

        // Here a member's name should stand, so the closing brace is missing; or, without an opening one, all before is waste.
        return _open.Count <= 1 && !_open.HasArray && (isObject ? _last is (byte)',' or (byte)'{' : _last != ':');
    }

    private bool ClosesArray() =>
        !_open.HasArray || (Indent != MidLine && ((isObject && !_overLines) || Indent <= Math.Max(indent, 0)));

    /// <returns>True: the record ends behind this byte.</returns>
    private bool Step(byte c)
    {
        _started = true;
        if (c is (byte)'\n' or (byte)'\r')
        {
            // A record whose brace stands alone is laid out over lines, and its own lines may begin with braces.
            _overLines |= isObject && _last == '{' && _lastButOne == 0;
            _inString = false;
            Indent = 0;
            return false;
        }

        if (c is (byte)' ' or (byte)'\t')
        {
            Indent = Indent == MidLine ? MidLine : Indent + 1;
            _covered = false;
            return false;
        }

        Indent = MidLine;
        (_lastButOne, _last) = (_last, c);
        if (_inString)
        {
            _inString = _covered || c != '"';
            _covered = c == '\\' && !_covered;
            return false;
        }

        _covered = false;
        switch (c)
        {
            case (byte)'"':
                _inString = true;
                break;
            case (byte)'{':
                _open.Push(JsonLevels.Object);
                break;
            case (byte)'[':
                _open.Push(JsonLevels.Array);
                break;
            case (byte)'}':
                _open.Close(JsonLevels.Object);
                return _open.Count == 0 && !IsBehindEndMark;
            case (byte)']' when _open.HasArray:
                _open.Close(JsonLevels.Array);
                break;
        }

        return false;
    }

    private void Take(ExportBuffer buffer, int length)
    {
        int room = TextLimit - _text.WrittenCount;
        _text.Write(buffer.Pending[..Math.Min(length, room)]);
        buffer.Start += length;
    }
}
