using System.Collections.Immutable;
using System.Globalization;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

/// <summary>A name of this config, and the number by which another system knows the same thing.</summary>
/// <param name="Number">Null: it was not said.</param>
internal sealed record NumberedName(Entry<string> Name, long? Number);

/// <summary>Names of this config: a list of them, or an object that gives each its number in another system.</summary>
internal sealed class NumberedNamesShape : Shape<ImmutableArray<NumberedName>>
{
    private static readonly TextShape Name = new();

    public override string Words => "a list of names, or an object that gives each name a number";

    public override Entry? Read(ConfigNode node, Setting setting, SectionReader reader) => node switch
    {
        ArrayNode list => new Entry<ImmutableArray<NumberedName>>(
            node, [.. list.Items.Select(item => Name.Read(item, setting, reader)).OfType<Entry<string>>().Select(name => new NumberedName(name, null))]),
        ObjectNode map => new Entry<ImmutableArray<NumberedName>>(
            node, [.. map.Members.Select(member => Read(member, setting, reader)).OfType<NumberedName>()]),
        _ => WrongType(node, setting, Words, reader),
    };

    public override JObject Schema(Func<Block, JObject> refer) => new()
    {
        ["anyOf"] = new JArray
        {
            new JObject { ["type"] = "array", ["items"] = new JObject { ["type"] = "string", ["minLength"] = 1 } },
            new JObject { ["type"] = "object", ["additionalProperties"] = new JObject { ["type"] = "integer", ["minimum"] = 1 } },
        },
    };

    private static NumberedName? Read(Member member, Setting setting, SectionReader reader)
    {
        if (member.Value is LiteralNode { IsNumber: true } literal
            && long.TryParse(literal.Raw, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0)
        {
            return new NumberedName(new Entry<string>(new TextNode(member.Place, member.Name), member.Name) { Text = member.Name }, number);
        }

        reader.Problems.Error(
            member.Value.Place, "bad-number", $"'{member.Name}' in '{setting.Name}' needs the number that the other system shows for it, not {member.Value.Kind}. Write a whole number, for example 12.");
        return null;
    }
}
