using System.Text.RegularExpressions;
using Newtonsoft.Json;

namespace Connector.Configuration.Json;

/// <summary>Reads JSON that people wrote: comments and trailing commas are welcome, everything else is strict.</summary>
/// <remarks>
/// Newtonsoft tells where a token ends; people look for where it begins. A token begins after the white space, comma and colon that
/// follow the one before it, and its characters are what stands between.
/// </remarks>
internal sealed partial class ConfigText : IDisposable
{
    private const int DeepestNesting = 64;

    private readonly string _text;
    private readonly LineMap _lines;
    private readonly FileProblems _problems;
    private readonly JsonTextReader _reader;
    private int _tokenStart;
    private int _tokenEnd;

    private ConfigText(string text, FileProblems problems)
    {
        _text = text;
        _lines = new LineMap(text);
        _problems = problems;
        _reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Double,
            MaxDepth = DeepestNesting,
        };
    }

    /// <returns>Null when the text is no JSON; then exactly one problem was added.</returns>
    public static ConfigNode? Parse(string text, FileProblems problems)
    {
        using var parser = new ConfigText(text.TrimStart('\uFEFF'), problems);
        try
        {
            return parser.ReadDocument();
        }
        catch (SyntaxException e)
        {
            problems.Error(e.Place, "syntax", e.Message);
            return null;
        }
    }

    public void Dispose() => ((IDisposable)_reader).Dispose();

    private ConfigNode ReadDocument()
    {
        if (!Next())
        {
            throw new SyntaxException(Place.Start, "The file is empty. Write at least { }.");
        }

        ConfigNode document = ReadValue();
        Next();
        return document;
    }

    private ConfigNode ReadValue()
    {
        Place place = _lines.PlaceOf(_tokenStart);
        switch (_reader.TokenType)
        {
            case JsonToken.StartObject:
                return ReadObject(place);
            case JsonToken.StartArray:
                return ReadArray(place);
            case JsonToken.String:
                CheckQuotes(place, "Texts");
                return new TextNode(place, (string)_reader.Value!);
            default:
                string raw = _text[_tokenStart.._tokenEnd];
                return Literal().IsMatch(raw)
                    ? new LiteralNode(place, raw)
                    : throw new SyntaxException(place, "A value is missing or not JSON here. Write a text in double quotes, a number, true, false, { } or [ ].");
        }
    }

    private ObjectNode ReadObject(Place place)
    {
        List<Member> members = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (NextInside(place, '{') && _reader.TokenType != JsonToken.EndObject)
        {
            Place at = _lines.PlaceOf(_tokenStart);
            CheckQuotes(at, "Names");
            string name = (string)_reader.Value!;
            NextInside(place, '{');
            ConfigNode value = ReadValue();
            if (names.Add(name))
            {
                members.Add(new Member(name, at, value));
            }
            else
            {
                _problems.Error(at, "duplicate-key", $"'{name}' stands twice in this object. Remove one of the two.");
            }
        }

        return new ObjectNode(place, members);
    }

    private ArrayNode ReadArray(Place place)
    {
        List<ConfigNode> items = [];
        while (NextInside(place, '[') && _reader.TokenType != JsonToken.EndArray)
        {
            items.Add(ReadValue());
        }

        return new ArrayNode(place, items);
    }

    private bool NextInside(Place opened, char bracket) =>
        Next() ? true : throw new SyntaxException(
            _lines.PlaceOf(_text.Length),
            $"The file ends before the '{bracket}' of line {opened.Line} is closed. Add '{(bracket == '{' ? '}' : ']')}'.");

    private bool Next()
    {
        bool more;
        do
        {
            _tokenStart = SkipBetweenTokens(_tokenEnd);
            try
            {
                more = _reader.Read();
            }
            catch (JsonReaderException e)
            {
                throw Explain(e);
            }

            _tokenEnd = _lines.OffsetOf(_reader.LineNumber, _reader.LinePosition);
        }
        while (more && _reader.TokenType == JsonToken.Comment);

        if (more && _reader.TokenType == JsonToken.Undefined)
        {
            throw new SyntaxException(_lines.PlaceOf(_tokenStart), "A value is missing here. Remove the comma too many, or write a value.");
        }

        return more;
    }

    /// <summary>White space and the one comma or colon that may stand between tokens.</summary>
    private int SkipBetweenTokens(int at)
    {
        bool separator = false;
        while (at < _text.Length && (char.IsWhiteSpace(_text[at]) || (!separator && _text[at] is ',' or ':')))
        {
            separator |= _text[at] is ',' or ':';
            at++;
        }

        return at;
    }

    private void CheckQuotes(Place place, string what)
    {
        if (_text[_tokenStart] != '"')
        {
            throw new SyntaxException(place, $"{what} stand in double quotes: \"...\".");
        }

        int close = _text.LastIndexOf('"', _tokenEnd - 1);
        if (_text.AsSpan(_tokenStart, close - _tokenStart).IndexOfAny('\r', '\n') >= 0)
        {
            throw new SyntaxException(place, "The closing quote is missing in this line. Add it; for a line break inside a text write \\n.");
        }
    }

    private SyntaxException Explain(JsonReaderException e)
    {
        int reached = Math.Min(_lines.OffsetOf(e.LineNumber, e.LinePosition), _text.Length);
        Place found = _lines.PlaceOf(reached);
        Place token = _lines.PlaceOf(_tokenStart);
        string next = reached < _text.Length ? $"'{_text[reached]}'" : "the end of the file";
        bool Says(string beginning) => e.Message.StartsWith(beginning, StringComparison.Ordinal);

        return 0 switch
        {
            _ when Says("After parsing a value") => new(found, $"A comma is missing before {next}, or it does not belong here."),
            _ when Says("Invalid character after parsing property name") => new(found, $"A colon is missing before {next}. Write \"name\": value."),
            _ when Says("Unterminated string") => new(token, "The text has no closing quote. Add it at its end."),
            _ when Says("Bad JSON escape") => new(token, "A backslash in a text is written twice: \\\\. Only \\\", \\/, \\b, \\f, \\n, \\r, \\t and \\u0041 stand for something else."),
            _ when Says("Unexpected end while parsing comment") => new(token, "The comment is not closed. End it with */."),
            _ when Says("The reader's MaxDepth") => new(token, $"More than {DeepestNesting} levels of brackets. Make it flatter."),
            _ when _tokenStart < _text.Length => new(token, $"'{_text[_tokenStart]}' does not belong here. Check the brackets, quotes and commas before it."),
            _ => new(token, "The file ends too early. Close what is open."),
        };
    }

    [GeneratedRegex(@"^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    private sealed class SyntaxException(Place place, string message) : Exception(message)
    {
        public Place Place { get; } = place;
    }
}
