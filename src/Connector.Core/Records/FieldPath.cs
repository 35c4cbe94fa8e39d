using System.Collections.Immutable;
using System.Text;

namespace Connector.Core.Records;

/// <summary>A column of a resource, or a path into a JSON column: <c>event_json.items[0].sku</c>, <c>event_json["a.b"]</c>.</summary>
/// <param name="Text">As written in the config.</param>
/// <param name="Steps">Empty for a plain column; at most <see cref="MaxSteps"/>.</param>
public sealed record FieldPath(string Text, string Column, ImmutableArray<PathStep> Steps)
{
    public const int MaxSteps = 10;

    public static FieldPath ForColumn(string column) => new(column, column, []);

    public bool Equals(FieldPath? other) =>
        other is not null && Column == other.Column && Steps.AsSpan().SequenceEqual(other.Steps.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Column, Steps.Length);

    public override string ToString() => Text;

    /// <summary>Reads a path for a resource.</summary>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, LogResource resource, out FieldPath? path, out string? error)
    {
        path = null;
        if (text.Length == 0)
        {
            error = "A field needs a name.";
            return false;
        }

        if (resource.Has(text))
        {
            path = ForColumn(text);
            error = null;
            return true;
        }

        int end = text.AsSpan().IndexOfAny('.', '[');
        string column = end < 0 ? text : text[..end];
        if (resource.FreeColumns && !resource.IsJson(column))
        {
            // An attribute's name is free text; dots and brackets in it are its own.
            path = ForColumn(text);
            error = null;
            return true;
        }

        if (!resource.Has(column))
        {
            string? near = Nearest.To(column, resource.Columns);
            error = $"'{column}' is no column of {resource.Name}." + (near is null ? "" : $" Did you mean '{near}'?");
            return false;
        }

        if (end >= 0 && !resource.IsJson(column))
        {
            error = $"'{column}' holds no JSON, so nothing can stand below it. Write '{column}' alone.";
            return false;
        }

        if (!TryParseSteps(text, end, out ImmutableArray<PathStep> steps, out error))
        {
            return false;
        }

        if (steps.Length > MaxSteps)
        {
            error = $"The path has {steps.Length} levels below {column}; at most {MaxSteps} are read. Shorten it.";
            return false;
        }

        path = new FieldPath(text, column, steps);
        return true;
    }

    private static bool TryParseSteps(string text, int at, out ImmutableArray<PathStep> steps, out string? error)
    {
        steps = [];
        var found = ImmutableArray.CreateBuilder<PathStep>();
        while (at < text.Length)
        {
            if (text[at] == '.')
            {
                int end = text.AsSpan(at + 1).IndexOfAny('.', '[');
                end = end < 0 ? text.Length : at + 1 + end;
                if (end == at + 1)
                {
                    error = $"A name is missing after '{text[..(at + 1)]}'. Write a name, or leave the dot out.";
                    return false;
                }

                found.Add(new PathStep(text[(at + 1)..end]));
                at = end;
            }
            else if (text[at] != '[')
            {
                error = $"After '{text[..at]}' only '.name', '[0]' or '[\"name\"]' can follow.";
                return false;
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                if (!TryReadQuoted(text, ref at, out string name))
                {
                    error = $"The quoted name after '{text[..at]}' does not end in '\"]'.";
                    return false;
                }

                found.Add(new PathStep(name));
            }
            else
            {
                int end = text.IndexOf(']', at);
                if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1), System.Globalization.NumberStyles.None, null, out int index))
                {
                    error = $"After '{text[..at]}' an index such as [0] or a name such as [\"a.b\"] is needed.";
                    return false;
                }

                found.Add(new PathStep(index));
                at = end + 1;
            }
        }

        steps = found.DrainToImmutable();
        error = null;
        return true;
    }

    private static bool TryReadQuoted(string text, ref int at, out string name)
    {
        var builder = new StringBuilder();
        for (int i = at + 2; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                name = builder.ToString();
                if (i + 1 >= text.Length || text[i + 1] != ']')
                {
                    return false;
                }

                at = i + 2;
                return true;
            }

            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
            {
                i++;
            }

            builder.Append(text[i]);
        }

        name = "";
        return false;
    }
}

/// <summary>One level of a path: a member's name, or an index into an array.</summary>
/// <param name="Name">Null for an index.</param>
public readonly record struct PathStep(string? Name, int Index)
{
    public PathStep(string name)
        : this(name, -1)
    {
    }

    public PathStep(int index)
        : this(null, index)
    {
    }
}
