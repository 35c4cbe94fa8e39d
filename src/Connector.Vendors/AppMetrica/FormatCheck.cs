using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica;

/// <summary>Tells an export from a page that some proxy put in its place, by the first bytes.</summary>
internal static partial class FormatCheck
{
    /// <summary>How many bytes are enough.</summary>
    public const int Wanted = 1024;

    /// <param name="mediaType">The Content-Type, for the message alone: what servers put there is not promised.</param>
    /// <exception cref="SourceException">The bytes are not in the format asked for. The message holds none that may be a row.</exception>
    /// <exception cref="ExportIncompleteException">There are no bytes: even an export without rows has a frame.</exception>
    public static void Require(ReadOnlySpan<byte> start, string? mediaType, ExportRequest request)
    {
        string text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF').TrimStart();
        if (text.Length == 0)
        {
            throw new ExportIncompleteException($"The export of {request.Resource} came without a body.");
        }

        bool fits = request.Source.Format == ExportFormat.Csv
            ? StartsWithColumn(text, request)
            : text[0] == '[' || (text[0] == '{' && !IsWholeWithoutData(text, start.Length));
        if (!fits)
        {
            throw new SourceException(
                $"The server answered the export of {request.Resource} with {Describe(text, mediaType)} instead of {request.Source.Format.ToString().ToUpperInvariant()}. "
                + "Check source.baseUrl and what stands between, such as a proxy with a sign-in page.");
        }
    }

    private static bool StartsWithColumn(string text, ExportRequest request)
    {
        string header = text.TrimStart('"');
        return request.Fields.Any(field => header.StartsWith(field, StringComparison.Ordinal));
    }

    /// <summary>An object that ends within the first bytes and has no <c>data</c>: a message, not an export.</summary>
    private static bool IsWholeWithoutData(string text, int length)
    {
        if (length >= Wanted)
        {
            return false;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return !json.RootElement.TryGetProperty("data", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Describe(string text, string? mediaType)
    {
        if (text[0] is '{' or '[')
        {
            return "JSON of another kind";
        }

        if (text[0] == '<')
        {
            string title = TitlePattern.Match(text).Groups[1].Value;
            return title.Length > 0 ? $"a page «{ReplyText.Cut(title, 100)}»" : "a page";
        }

        // Only the first line: further ones may be rows.
        string line = text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] : text;
        return $"{mediaType ?? "text"} «{ReplyText.Cut(line, 300)}»";
    }

    [GeneratedRegex("<title[^>]*>([^<]*)", RegexOptions.IgnoreCase)]
    private static partial Regex TitlePattern { get; }
}
