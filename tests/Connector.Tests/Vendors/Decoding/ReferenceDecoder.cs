using System.Text;
using System.Text.Json;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>The same meaning, written slowly and plainly.</summary>
internal static class ReferenceDecoder
{
    /// <summary>A document that is right from end to end.</summary>
    public static (List<string> Lines, List<string> Raw) Json(byte[] body, string[] columns)
    {
        using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowTrailingCommas = true });
        JsonElement records = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("data");
        return Records(records.EnumerateArray(), columns);
    }

    public static (List<string> Lines, List<string> Raw) JsonLines(string body, string[] columns)
    {
        List<JsonElement> records = [.. body.Split('\n').Where(line => line.Trim().Length > 0).Select(line => JsonDocument.Parse(line).RootElement)];
        return Records(records, columns);
    }

    /// <summary>One character at a time.</summary>
    public static (List<string> Lines, List<string> Raw) Csv(string body, string[] columns)
    {
        List<(List<string> Fields, string Raw)> rows = [];
        int at = 0;
        while (at < body.Length)
        {
            int start = at;
            List<string> fields = [];
            StringBuilder field = new();
            bool ends = false;
            while (!ends)
            {
                if (field.Length == 0 && at < body.Length && body[at] == '"')
                {
                    for (at++; !(body[at] == '"' && (at + 1 == body.Length || body[at + 1] != '"')); at++)
                    {
                        field.Append(body[at]);
                        at += body[at] == '"' ? 1 : 0;
                    }

                    at++;
                }

                while (at < body.Length && body[at] is not (',' or '\n') && !body[at..].StartsWith("\r\n", StringComparison.Ordinal))
                {
                    field.Append(body[at++]);
                }

                ends = at == body.Length || body[at] != ',';
                fields.Add(field.ToString());
                field.Clear();
                at += ends ? 0 : 1;
            }

            string raw = body[start..at];
            at += at == body.Length ? 0 : body[at] == '\r' ? 2 : 1;
            if (raw.Length > 0)
            {
                rows.Add((fields, raw));
            }
        }

        List<string> header = rows[0].Fields;
        List<string> lines = [], raws = [];
        foreach ((List<string> fields, string raw) in rows.Skip(1))
        {
            bool fits = fields.Count == header.Count;
            lines.Add(fits ? "+" + string.Join("|", columns.Select(column => header.LastIndexOf(column)).Select(index => index < 0 ? "" : fields[index])) : "-" + raw);
            if (fits)
            {
                raws.Add(raw);
            }
        }

        return (lines, raws);
    }

    private static (List<string> Lines, List<string> Raw) Records(IEnumerable<JsonElement> records, string[] columns)
    {
        List<string> lines = [], raws = [];
        foreach (JsonElement record in records)
        {
            string raw = record.GetRawText();
            if (record.ValueKind != JsonValueKind.Object)
            {
                lines.Add("-" + raw);
                continue;
            }

            raws.Add(raw);
            lines.Add("+" + string.Join("|", columns.Select(column => record.EnumerateObject().Where(member => member.Name == column).Select(member => Text(member.Value)).LastOrDefault(""))));
        }

        return (lines, raws);
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Object or JsonValueKind.Array => Compact(value.GetRawText()),
        _ => value.GetRawText(),
    };

    private static string Compact(string json)
    {
        StringBuilder compact = new();
        bool inString = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (inString || !char.IsWhiteSpace(json[i]))
            {
                compact.Append(json[i]);
            }

            if (inString && json[i] == '\\')
            {
                compact.Append(json[++i]);
            }
            else if (json[i] == '"')
            {
                inString = !inString;
            }
        }

        return compact.ToString();
    }
}
