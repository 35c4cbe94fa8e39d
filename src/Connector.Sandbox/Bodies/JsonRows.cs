using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Bodies;

/// <summary>Objects, one a line, every value a string, text beyond ASCII left as it is.</summary>
/// <param name="wrapped">Whether they stand in <c>{"data" : [..]}</c>, laid out over lines as the server does it.</param>
internal sealed class JsonRows(ImmutableArray<string> fields, bool wrapped, bool repeatFirst) : RowFormat
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(code => (byte)code)]);

    // What stands before each value: the end of the one before it and the member's name.
    private readonly byte[][] _openings =
        [.. fields.Select((field, slot) => Encoding.UTF8.GetBytes((slot == 0 ? "{" : "\",") + Quoted(field) + ":\""))];

    private readonly byte[] _again = fields.IsEmpty ? [] : Encoding.UTF8.GetBytes("\"," + Quoted(fields[0]) + ":\"");

    public override void Begin(Utf8Buffer body)
    {
        if (wrapped)
        {
            body.Add("{\n\"data\" :\n[\n"u8);
        }
    }

    public override void Between(Utf8Buffer body) => body.Add(wrapped ? ",\n"u8 : "\n"u8);

    public override void Add(Utf8Buffer body, Row row)
    {
        for (int slot = 0; slot < _openings.Length; slot++)
        {
            body.Add(_openings[slot]);
            AddEscaped(body, row[slot]);
            if (slot == 0 && repeatFirst)
            {
                body.Add(_again);
                AddEscaped(body, row[slot]);
            }
        }

        body.Add("\"}"u8);
    }

    public override void End(Utf8Buffer body, bool any)
    {
        if (any)
        {
            body.Add((byte)'\n');
        }

        if (wrapped)
        {
            body.Add("]\n}\n"u8);
        }
    }

    private static void AddEscaped(Utf8Buffer body, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            int at = text.IndexOfAny(Escaped);
            if (at < 0)
            {
                body.Add(text);
                return;
            }

            body.Add(text[..at]);
            AddEscape(body, text[at]);
            text = text[(at + 1)..];
        }
    }

    private static void AddEscape(Utf8Buffer body, byte code)
    {
        body.Add((byte)'\\');
        switch (code)
        {
            case (byte)'"' or (byte)'\\':
                body.Add(code);
                break;
            case (byte)'\n':
                body.Add((byte)'n');
                break;
            case (byte)'\r':
                body.Add((byte)'r');
                break;
            case (byte)'\t':
                body.Add((byte)'t');
                break;
            default:
                body.Add((byte)'u');
                body.AddHex(code, 4);
                break;
        }
    }

    private static string Quoted(string field)
    {
        var name = new Utf8Buffer(64);
        AddEscaped(name, Encoding.UTF8.GetBytes(field));
        return $"\"{Encoding.UTF8.GetString(name.Text.Span)}\"";
    }
}
