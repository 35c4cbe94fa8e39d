using System.Collections.Immutable;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

/// <summary>A list. Items that are refused are left out of it; their problems were added.</summary>
internal sealed class ListShape<T>(Shape<T> item, bool allowEmpty = true) : Shape<ImmutableArray<Entry<T>>>
{
    public override string Words => item.Inner is null ? "a list, each " + item.Words : "a list of objects";

    public override Block? Inner => item.Inner;

    public override Entry? Read(ConfigNode node, Setting setting, SectionReader reader)
    {
        if (node is not ArrayNode list)
        {
            return WrongType(node, setting, Words, reader);
        }

        if (list.Items.Count == 0 && !allowEmpty)
        {
            reader.Problems.Error(node.Place, "empty-list", $"The list '{setting.Name}' is empty. Put something into it, or remove the setting.");
            return null;
        }

        return new Entry<ImmutableArray<Entry<T>>>(
            node, [.. list.Items.Select(part => item.Read(part, setting, reader)).OfType<Entry<T>>()]);
    }

    public override JObject Schema(Func<Block, JObject> refer)
    {
        var schema = new JObject { ["type"] = "array", ["items"] = item.Schema(refer) };
        if (!allowEmpty)
        {
            schema["minItems"] = 1;
        }

        return schema;
    }
}

/// <summary>An object with settings of its own.</summary>
/// <param name="block">Asked for when it is needed, since a block may hold itself.</param>
internal sealed class BlockShape(Func<Block> block) : Shape<Section>
{
    public override string Words => "an object";

    public override Block? Inner => block();

    public override Entry? Read(ConfigNode node, Setting setting, SectionReader reader) =>
        node is ObjectNode found ? new Entry<Section>(node, reader.Read(found, block())) : WrongType(node, setting, Words, reader);

    public override JObject Schema(Func<Block, JObject> refer) => refer(block());
}

/// <summary>JSON that is kept as it is.</summary>
internal sealed class JsonShape(string words, params string[] kinds) : Shape<ConfigNode>
{
    public override string Words => words;

    public override Entry? Read(ConfigNode node, Setting setting, SectionReader reader) =>
        kinds.Contains(KindOf(node)) ? new Entry<ConfigNode>(node, node) : WrongType(node, setting, words, reader);

    public override JObject Schema(Func<Block, JObject> refer) => new() { ["type"] = kinds.Length == 1 ? kinds[0] : new JArray(kinds) };

    private static string KindOf(ConfigNode node) => node switch
    {
        ObjectNode => "object",
        ArrayNode => "array",
        TextNode => "string",
        LiteralNode { IsNumber: true } => "number",
        LiteralNode { IsBoolean: true } => "boolean",
        _ => "null",
    };
}
