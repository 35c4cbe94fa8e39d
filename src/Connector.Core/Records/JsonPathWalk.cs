namespace Connector.Core.Records;

/// <summary>One walk over a JSON text that checks all of it and keeps where the wanted values stand.</summary>
/// <param name="plainOnly">A wanted object or array is a fault.</param>
internal readonly ref struct JsonPathWalk(JsonTokens tokens, bool plainOnly, Span<PathValue> found)
{
    // A text this deep takes a tenth of the least stack that threads have.
    private const int DepthLimit = 1000;

    private readonly JsonTokens _tokens = tokens;
    private readonly bool _plainOnly = plainOnly;
    private readonly Span<PathValue> _found = found;

    /// <returns>False: the text is no JSON object, and what was found means nothing.</returns>
    public bool IsObject(JsonPathNode root)
    {
        int at = _tokens.SkipSpace(0);
        return _tokens.At(at) == '{' && _tokens.IsEnd(_tokens.SkipSpace(ReadObject(at + 1, root, 1)));
    }

    /// <param name="at">Behind the opening brace.</param>
    /// <param name="node">Null: nothing below is wanted.</param>
    /// <param name="depth">Objects and arrays that are open.</param>
    private int ReadObject(int at, JsonPathNode? node, int depth)
    {
        at = _tokens.SkipSpace(at);
        if (_tokens.At(at) == '}')
        {
            return at + 1;
        }

        while (_tokens.IsQuote(at))
        {
            int name = at + _tokens.Quote;
            int close = _tokens.CloseString(name, out bool escaped);
            if (close < 0)
            {
                break;
            }

            at = _tokens.SkipSpace(close + _tokens.Quote);
            if (_tokens.At(at) != ':')
            {
                break;
            }

            JsonPathNode? child = node is null ? null : Member(node, _tokens[name..close], escaped);
            at = _tokens.SkipSpace(ReadValue(_tokens.SkipSpace(at + 1), child, depth));
            if (_tokens.At(at) != ',')
            {
                return _tokens.At(at) == '}' ? at + 1 : JsonTokens.Fault;
            }

            at = _tokens.SkipSpace(at + 1);
        }

        return JsonTokens.Fault;
    }

    private int ReadArray(int at, JsonPathNode? node, int depth)
    {
        at = _tokens.SkipSpace(at);
        if (_tokens.At(at) == ']')
        {
            return at + 1;
        }

        for (int index = 0; ; index++)
        {
            at = _tokens.SkipSpace(ReadValue(at, node?.Element(index), depth));
            if (_tokens.At(at) != ',')
            {
                return _tokens.At(at) == ']' ? at + 1 : JsonTokens.Fault;
            }

            at = _tokens.SkipSpace(at + 1);
        }
    }

    private int ReadValue(int at, JsonPathNode? node, int depth)
    {
        // A repeated member: the last wins, with all that is below it.
        node?.Clear(_found);
        if (_tokens.IsQuote(at))
        {
            return ReadString(at, node);
        }

        if (_tokens.At(at) is (byte)'{' or (byte)'[')
        {
            return depth == DepthLimit ? JsonTokens.Fault : ReadStructure(at, node, depth + 1);
        }

        int end = _tokens.SkipScalar(at);
        if (node is not null && end >= 0 && _tokens.At(at) != 'n')
        {
            node.Set(_found, new PathValue(at, end - at, ValueForm.Plain));
        }

        return end;
    }

    private int ReadString(int at, JsonPathNode? node)
    {
        int start = at + _tokens.Quote;
        int close = _tokens.CloseString(start, out bool escaped);
        if (close < 0)
        {
            return JsonTokens.Fault;
        }

        node?.Set(_found, new PathValue(start, close - start, escaped ? ValueForm.JsonString : ValueForm.Plain));
        return close + _tokens.Quote;
    }

    private int ReadStructure(int at, JsonPathNode? node, int depth)
    {
        int end = _tokens.At(at) == '{'
            ? ReadObject(at + 1, node is { HasMembers: true } ? node : null, depth)
            : ReadArray(at + 1, node is { HasElements: true } ? node : null, depth);
        if (node is null or { Path: < 0 })
        {
            return end;
        }

        node.Set(_found, new PathValue(at, end - at, ValueForm.JsonStructure));
        return _plainOnly ? JsonTokens.Fault : end;
    }

    private static JsonPathNode? Member(JsonPathNode node, ReadOnlySpan<byte> name, bool escaped)
    {
        if (!escaped)
        {
            return node.Member(name);
        }

        byte[] unescaped = new byte[name.Length];
        return node.Member(unescaped.AsSpan(0, JsonText.Unescape(name, unescaped)));
    }
}
