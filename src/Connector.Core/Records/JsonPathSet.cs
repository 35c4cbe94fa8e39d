namespace Connector.Core.Records;

/// <summary>All paths that the hooks of one resource read below one JSON column, found in a single walk over its text.</summary>
public sealed class JsonPathSet
{
    private readonly JsonPathNode _root = new();
    private readonly List<FieldPath> _paths = [];

    /// <summary>How many different paths there are; path numbers run from 0.</summary>
    public int Count => _paths.Count;

    /// <summary>Adds a path with at least one step.</summary>
    /// <returns>Its number; an equal path has the same.</returns>
    public int Add(FieldPath path)
    {
        int known = _paths.IndexOf(path);
        if (known >= 0)
        {
            return known;
        }

        JsonPathNode node = _root;
        foreach (PathStep step in path.Steps)
        {
            node = node.Child(step);
        }

        node.Path = _paths.Count;
        _paths.Add(path);
        return node.Path;
    }

    /// <summary>Finds every path's value.</summary>
    /// <param name="json">The column's text, without byte order mark.</param>
    /// <param name="found">One place a path; those of missing members and <c>null</c> become <see cref="ValueForm.Missing"/>.</param>
    /// <returns>False: the text is no JSON object, and every path is missing.</returns>
    public bool Find(ReadOnlySpan<byte> json, Span<PathValue> found) => Walk(json, inString: false, found);

    /// <summary>Finds every path's value in a text that stands in a JSON string, without unescaping it: most texts have no escapes but quotes.</summary>
    /// <param name="text">What stands between the quotes of the string.</param>
    /// <param name="found">As for <see cref="Find"/>, all of them plain.</param>
    /// <returns>False: the text may be no JSON object, has other escapes, or a value is an object or array; <see cref="Find"/> tells.</returns>
    public bool TryFindEscaped(ReadOnlySpan<byte> text, Span<PathValue> found) => Walk(text, inString: true, found);

    private bool Walk(ReadOnlySpan<byte> text, bool inString, Span<PathValue> found)
    {
        found.Clear();
        var walk = new JsonPathWalk(new JsonTokens(text, inString), inString, found);
        if (walk.IsObject(_root))
        {
            return true;
        }

        found.Clear();
        return false;
    }
}

/// <summary>Where a path's value stands in the column's text.</summary>
public readonly record struct PathValue(int Start, int Length, ValueForm Form);
