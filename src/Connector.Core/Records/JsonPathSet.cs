using System.Text;
using System.Text.Json;

namespace Connector.Core.Records;

/// <summary>All paths that the hooks of one resource read below one JSON column, found in a single walk over its text.</summary>
public sealed class JsonPathSet
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 1000 };

    private readonly Node _root = new();
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

        Node node = _root;
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
    public bool Find(ReadOnlySpan<byte> json, Span<PathValue> found)
    {
        found.Clear();
        var reader = new Utf8JsonReader(json, ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            ReadObject(ref reader, _root, found);
            if (!reader.Read())
            {
                return true;
            }
        }
        catch (JsonException)
        {
            // Text that the SDK cut at its size limit looks like this; it is counted, not reported one by one.
        }

        found.Clear();
        return false;
    }

    private static void ReadObject(ref Utf8JsonReader reader, Node node, Span<PathValue> found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Node? child = node.Member(ref reader);
            reader.Read();
            ReadValue(ref reader, child, found);
        }
    }

    private static void ReadArray(ref Utf8JsonReader reader, Node node, Span<PathValue> found)
    {
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            ReadValue(ref reader, node.Element(index), found);
        }
    }

    private static void ReadValue(ref Utf8JsonReader reader, Node? node, Span<PathValue> found)
    {
        if (node is null)
        {
            reader.Skip();
            return;
        }

        // A repeated member: the last wins, with all that is below it.
        node.Clear(found);
        int start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when node.HasMembers:
                ReadObject(ref reader, node, found);
                break;
            case JsonTokenType.StartArray when node.HasElements:
                ReadArray(ref reader, node, found);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                break;
            case JsonTokenType.Null:
                return;
            case JsonTokenType.String:
                node.Set(found, new PathValue(start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped ? ValueForm.JsonString : ValueForm.Plain));
                return;
            default:
                node.Set(found, new PathValue(start, reader.ValueSpan.Length, ValueForm.Plain));
                return;
        }

        node.Set(found, new PathValue(start, (int)reader.BytesConsumed - start, ValueForm.JsonStructure));
    }

    private sealed class Node
    {
        private readonly List<(byte[] Name, Node Child)> _members = [];
        private readonly List<(int Index, Node Child)> _elements = [];

        public int Path { get; set; } = -1;

        public bool HasMembers => _members.Count > 0;

        public bool HasElements => _elements.Count > 0;

        public Node Child(PathStep step)
        {
            if (step.Name is null)
            {
                int known = _elements.FindIndex(element => element.Index == step.Index);
                if (known < 0)
                {
                    known = _elements.Count;
                    _elements.Add((step.Index, new Node()));
                }

                return _elements[known].Child;
            }

            byte[] name = Encoding.UTF8.GetBytes(step.Name);
            int at = _members.FindIndex(member => member.Name.AsSpan().SequenceEqual(name));
            if (at < 0)
            {
                at = _members.Count;
                _members.Add((name, new Node()));
            }

            return _members[at].Child;
        }

        public Node? Member(ref Utf8JsonReader reader)
        {
            ReadOnlySpan<byte> said = reader.ValueSpan;
            if (reader.ValueIsEscaped)
            {
                // The reader's own comparison throws on half a surrogate pair.
                byte[] unescaped = new byte[said.Length];
                said = unescaped.AsSpan(0, JsonText.Unescape(said, unescaped));
            }

            foreach ((byte[] name, Node child) in _members)
            {
                if (said.SequenceEqual(name))
                {
                    return child;
                }
            }

            return null;
        }

        public Node? Element(int index)
        {
            foreach ((int wanted, Node child) in _elements)
            {
                if (wanted == index)
                {
                    return child;
                }
            }

            return null;
        }

        public void Set(Span<PathValue> found, PathValue value)
        {
            if (Path >= 0)
            {
                found[Path] = value;
            }
        }

        public void Clear(Span<PathValue> found)
        {
            Set(found, default);
            foreach ((_, Node child) in _members)
            {
                child.Clear(found);
            }

            foreach ((_, Node child) in _elements)
            {
                child.Clear(found);
            }
        }
    }
}

/// <summary>Where a path's value stands in the column's text.</summary>
public readonly record struct PathValue(int Start, int Length, ValueForm Form);
