using System.Text;
using Connector.Configuration.Reading;
using Newtonsoft.Json;

namespace Connector.Configuration.Json;

/// <summary>Writes a value without comments and white space, numbers as they were written, secrets put in.</summary>
internal static class CompactJson
{
    public static string Write(ConfigNode node, SectionReader reader)
    {
        var target = new StringBuilder();
        Append(node, reader, target);
        return target.ToString();
    }

    private static void Append(ConfigNode node, SectionReader reader, StringBuilder target)
    {
        switch (node)
        {
            case ObjectNode found:
                string separator = "{";
                foreach (Member member in found.Members)
                {
                    target.Append(separator).Append(JsonConvert.ToString(member.Name)).Append(':');
                    Append(member.Value, reader, target);
                    separator = ",";
                }

                target.Append(found.Members.Count == 0 ? "{}" : "}");
                break;
            case ArrayNode list:
                string comma = "[";
                foreach (ConfigNode item in list.Items)
                {
                    target.Append(comma);
                    Append(item, reader, target);
                    comma = ",";
                }

                target.Append(list.Items.Count == 0 ? "[]" : "]");
                break;
            case TextNode text:
                target.Append(JsonConvert.ToString(reader.Secrets.Resolve(text, reader.Problems)?.Text ?? ""));
                break;
            case LiteralNode literal:
                target.Append(literal.Raw);
                break;
            default:
                throw new InvalidOperationException($"No JSON form for {node.Kind}.");
        }
    }
}
