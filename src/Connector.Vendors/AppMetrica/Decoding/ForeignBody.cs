using System.Text;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>The start of a body: marks that mean nothing, or a sign that it is no export at all.</summary>
internal static class ForeignBody
{
    private const int ShownLength = 60;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Steps over byte order marks and white space.</summary>
    public static int SkipMarks(byte[] bytes, int at, int end)
    {
        while (true)
        {
            int start = at;
            at = JsonValue.SkipSpace(bytes, at, end);
            if (bytes.AsSpan(at, end - at).StartsWith(Mark))
            {
                at += Mark.Length;
            }

            if (at == start)
            {
                return at;
            }
        }
    }

    /// <summary>Whether it holds nothing yet but perhaps the start of a byte order mark.</summary>
    public static bool MayBecomeMark(ReadOnlySpan<byte> start) => start.Length < Mark.Length && Mark.StartsWith(start);

    /// <summary>Says what a body is that is no export: its kind, or its first words.</summary>
    public static string Describe(ReadOnlySpan<byte> body) => body[0] switch
    {
        (byte)'<' => "an HTML or XML page",
        (byte)'{' => "a JSON object",
        (byte)'[' => "a JSON array",
        _ => $"text that begins «{FirstWords(body)}»",
    };

    private static string FirstWords(ReadOnlySpan<byte> body)
    {
        int line = body.IndexOfAny((byte)'\n', (byte)'\r');
        string text = Encoding.UTF8.GetString(body[..Math.Min(line < 0 ? body.Length : line, ShownLength)]);
        return string.Concat(text.Where(c => !char.IsControl(c)));
    }
}
