using System.Text;

namespace Connector.Core.Records;

/// <summary>What is wanted below one place of a JSON text.</summary>
internal sealed class JsonPathNode
{
    private (byte[] Name, JsonPathNode Child)[] _members = [];
    private (int Index, JsonPathNode Child)[] _elements = [];

    /// <summary>The number of the path that ends here, or -1.</summary>
    public int Path { get; set; } = -1;

    public bool HasMembers => _members.Length > 0;

    public bool HasElements => _elements.Length > 0;

    public JsonPathNode Child(PathStep step)
    {
        JsonPathNode? child = step.Name is null ? Element(step.Index) : Member(Encoding.UTF8.GetBytes(step.Name));
        if (child is not null)
        {
            return child;
        }

        child = new JsonPathNode();
        if (step.Name is null)
        {
            _elements = [.. _elements, (step.Index, child)];
        }
        else
        {
            _members = [.. _members, (Encoding.UTF8.GetBytes(step.Name), child)];
        }

        return child;
    }

    /// <param name="name">Without escapes.</param>
    public JsonPathNode? Member(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] wanted, JsonPathNode child) in _members)
        {
            if (name.Length == wanted.Length && name.SequenceEqual(wanted))
            {
                return child;
            }
        }

        return null;
    }

    public JsonPathNode? Element(int index)
    {
        foreach ((int wanted, JsonPathNode child) in _elements)
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
        foreach ((_, JsonPathNode child) in _members)
        {
            child.Clear(found);
        }

        foreach ((_, JsonPathNode child) in _elements)
        {
            child.Clear(found);
        }
    }
}
