using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Bodies;

/// <summary>RFC 4180 with line feeds: the header always, and no line end behind the last row.</summary>
internal sealed class CsvRows(ImmutableArray<string> fields) : RowFormat
{
    private static readonly SearchValues<byte> Quoted = SearchValues.Create("\",\r\n"u8);

    public override void Begin(Utf8Buffer body)
    {
        for (int slot = 0; slot < fields.Length; slot++)
        {
            AddField(body, slot, Encoding.UTF8.GetBytes(fields[slot]));
        }

        body.Add((byte)'\n');
    }

    public override void Between(Utf8Buffer body) => body.Add((byte)'\n');

    public override void Add(Utf8Buffer body, Row row)
    {
        for (int slot = 0; slot < fields.Length; slot++)
        {
            AddField(body, slot, row[slot]);
        }
    }

    public override void End(Utf8Buffer body, bool any)
    {
        // Nothing: CSV has no end mark.
    }

    private static void AddField(Utf8Buffer body, int slot, ReadOnlySpan<byte> text)
    {
        if (slot > 0)
        {
            body.Add((byte)',');
        }

        if (text.IndexOfAny(Quoted) < 0)
        {
            body.Add(text);
            return;
        }

        body.Add((byte)'"');
        while (true)
        {
            int quote = text.IndexOf((byte)'"');
            if (quote < 0)
            {
                break;
            }

            body.Add(text[..(quote + 1)]);
            body.Add((byte)'"');
            text = text[(quote + 1)..];
        }

        body.Add(text);
        body.Add((byte)'"');
    }
}
