namespace Connector.Configuration.Json;

/// <summary>A place in a file; lines and columns from 1.</summary>
internal readonly record struct Place(int Line, int Column)
{
    public static readonly Place Start = new(1, 1);
}

/// <summary>A value of a config file and where it begins.</summary>
internal abstract class ConfigNode(Place place)
{
    public Place Place { get; } = place;

    /// <summary>In words: <c>a number</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>As a person wrote it, for a problem's text: a secret is still its <c>${env:NAME}</c>.</summary>
    public virtual string Shown => Kind;
}

internal sealed class ObjectNode(Place place, IReadOnlyList<Member> members) : ConfigNode(place)
{
    /// <summary>Each name once.</summary>
    public IReadOnlyList<Member> Members { get; } = members;

    public override string Kind => "an object";
}

internal sealed class ArrayNode(Place place, IReadOnlyList<ConfigNode> items) : ConfigNode(place)
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;

    public override string Kind => "a list";
}

internal sealed class TextNode(Place place, string text) : ConfigNode(place)
{
    private const int LongestShown = 60;

    /// <summary>Before secrets are put in.</summary>
    public string Text { get; } = text;

    public override string Kind => "a text";

    public override string Shown => Text.Length <= LongestShown ? $"'{Text}'" : $"'{Text[..LongestShown]}...'";
}

/// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>, with its characters as written.</summary>
internal sealed class LiteralNode(Place place, string raw) : ConfigNode(place)
{
    public string Raw { get; } = raw;

    public bool IsBoolean => Raw is "true" or "false";

    public bool IsNull => Raw == "null";

    public bool IsNumber => !IsBoolean && !IsNull;

    public override string Kind => IsNumber ? "a number" : Raw;

    public override string Shown => $"'{Raw}'";
}

/// <param name="Place">Where the name begins.</param>
internal sealed record Member(string Name, Place Place, ConfigNode Value);
