using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

/// <summary>What a setting may hold: how it is read, how it is named to people, and how a JSON Schema says it.</summary>
internal abstract class Shape
{
    /// <summary>For a problem's text and the tables: <c>a text</c>.</summary>
    public abstract string Words { get; }

    /// <summary>The block this shape holds, itself or in a list; null: none.</summary>
    public virtual Block? Inner => null;

    /// <returns>Null when the value is refused; then a problem was added.</returns>
    public abstract Entry? Read(ConfigNode node, Setting setting, SectionReader reader);

    /// <param name="refer">Gives the reference to a block's own definition.</param>
    public abstract JObject Schema(Func<Block, JObject> refer);
}

/// <summary>A shape whose values are of one type.</summary>
internal abstract class Shape<T> : Shape
{
    protected static Entry? WrongType(ConfigNode node, Setting setting, string words, SectionReader reader)
    {
        string example = setting.Example is null ? "" : $" Write it like this: \"{setting.Name}\": {setting.Example}.";
        reader.Problems.Error(node.Place, "wrong-type", $"'{setting.Name}' must be {words.Replace('`', '\'')}, not {node.Kind}.{example}");
        return null;
    }
}

/// <summary>A value that was read and where it stands.</summary>
internal abstract class Entry(ConfigNode node)
{
    public ConfigNode Node { get; } = node;

    public Place Place => Node.Place;

    /// <summary>The value as a person wrote it, for a problem's text.</summary>
    public string Shown => Node.Shown;

    /// <summary>The text of a plain value, secrets put in; null for lists and objects.</summary>
    public string? Text { get; init; }

    /// <summary>Some of the text came from a secret: nothing that repeats it may be shown.</summary>
    public bool HoldsSecret { get; init; }

    /// <summary>The secret is not there and need not be: the text is still its <c>${env:NAME}</c>.</summary>
    public bool LacksSecret { get; init; }
}

internal sealed class Entry<T>(ConfigNode node, T value) : Entry(node)
{
    public T Value { get; } = value;
}
