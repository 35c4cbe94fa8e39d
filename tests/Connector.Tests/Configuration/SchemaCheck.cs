using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Connector.Tests.Configuration;

/// <summary>The part of JSON Schema that our schemas use. A keyword it does not know is an error, so that nothing passes unseen.</summary>
internal sealed class SchemaCheck(JObject root)
{
    private static readonly string[] Annotations =
        ["$schema", "$defs", "title", "description", "default", "examples", "allowComments", "allowTrailingCommas", "then", "components", "format"];

    public bool Accepts(JToken value) => Accepts(root, value);

    private bool Accepts(JToken schema, JToken value) => schema is not JObject rules || rules.Properties().All(rule => Holds(rule, rules, value));

    private bool Holds(JProperty rule, JObject schema, JToken value) => rule.Name switch
    {
        "$ref" => Accepts(root.SelectToken(((string)rule.Value!)[2..].Replace('/', '.'))!, value),
        "type" => (rule.Value is JArray types ? types.Values<string>() : [(string?)rule.Value]).Any(type => IsA(value, type!)),
        "enum" => rule.Value.Any(word => JToken.DeepEquals(word, value)),
        "anyOf" => rule.Value.Any(part => Accepts(part, value)),
        "allOf" => rule.Value.All(part => Accepts(part, value)),
        "not" => !Accepts(rule.Value, value),
        "if" => !Accepts(rule.Value, value) || Accepts(schema["then"]!, value),
        "required" => value is not JObject || rule.Value.Values<string>().All(name => value[name!] is not null),
        "properties" => value is not JObject members || members.Properties().All(member => rule.Value[member.Name] is not { } inner || Accepts(inner, member.Value)),
        "additionalProperties" => value is not JObject members
            || members.Properties().All(member => schema["properties"]?[member.Name] is not null || (rule.Value is JObject other && Accepts(other, member.Value))),
        "items" => value is not JArray items || items.All(item => Accepts(rule.Value, item)),
        "minItems" => value is not JArray items || items.Count >= (int)rule.Value,
        "minLength" => value.Type != JTokenType.String || ((string)value!).Length >= (int)rule.Value,
        "minimum" => value.Type is not (JTokenType.Integer or JTokenType.Float) || (decimal)value >= (decimal)rule.Value,
        "maximum" => value.Type is not (JTokenType.Integer or JTokenType.Float) || (decimal)value <= (decimal)rule.Value,
        "pattern" => value.Type != JTokenType.String || Regex.IsMatch((string)value!, (string)rule.Value!),
        _ => Annotations.Contains(rule.Name) ? true : throw new NotSupportedException(rule.Name),
    };

    private static bool IsA(JToken value, string type) => type switch
    {
        "object" => value.Type == JTokenType.Object,
        "array" => value.Type == JTokenType.Array,
        "string" => value.Type == JTokenType.String,
        "boolean" => value.Type == JTokenType.Boolean,
        "integer" => value.Type == JTokenType.Integer,
        "number" => value.Type is JTokenType.Integer or JTokenType.Float,
        "null" => value.Type == JTokenType.Null,
        _ => throw new NotSupportedException(type),
    };
}
