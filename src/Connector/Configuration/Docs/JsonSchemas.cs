using Connector.Configuration.Settings;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Docs;

/// <summary>JSON Schemas of the config files, for editors: they complete names and show problems while one types.</summary>
internal sealed class JsonSchemas
{
    private readonly JObject _definitions = [];

    private JsonSchemas()
    {
    }

    /// <summary>A schema of draft 2020-12 for one kind of file.</summary>
    public static string For(Block file)
    {
        var schemas = new JsonSchemas();
        var schema = new JObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = file.Key,

            // Known to editors that are strict with JSON otherwise.
            ["allowComments"] = true,
            ["allowTrailingCommas"] = true,
        };
        schema.Merge(schemas.ForBlock(file));
        if (schemas._definitions.HasValues)
        {
            schema["$defs"] = schemas._definitions;
        }

        return schema.ToString(Newtonsoft.Json.Formatting.Indented).ReplaceLineEndings("\n") + "\n";
    }

    private JObject Refer(Block block)
    {
        if (!_definitions.ContainsKey(block.Key))
        {
            // Named before it is made: a filter holds filters.
            _definitions[block.Key] = new JObject();
            _definitions[block.Key] = ForBlock(block);
        }

        return new JObject { ["$ref"] = $"#/$defs/{block.Key}" };
    }

    private JObject ForBlock(Block block)
    {
        var properties = new JObject { [Reading.SectionReader.SchemaKey] = new JObject { ["type"] = "string" } };
        foreach (Setting setting in block.Settings)
        {
            properties[setting.Name] = ForSetting(setting);
        }

        var schema = new JObject
        {
            ["type"] = "object",
            ["description"] = block.Description,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        string[] required = [.. block.Settings.Where(setting => setting.Required).Select(setting => setting.Name)];
        if (required.Length > 0)
        {
            schema["required"] = new JArray(required);
        }

        JObject[] rules = [.. block.Settings.SelectMany(setting => RulesOf(setting, block)), .. block.OneOf.SelectMany(RulesOf)];
        if (rules.Length > 0)
        {
            schema["allOf"] = new JArray(rules.Cast<object>().ToArray());
        }

        return schema;
    }

    private JObject ForSetting(Setting setting)
    {
        JObject schema = setting.Shape.Schema(Refer);
        schema["description"] = setting.Description;
        if (setting.Default is not null)
        {
            schema["default"] = setting.Shape is FlagShape ? setting.Default == "true" : setting.Default;
        }

        if (setting.Example is not null)
        {
            schema["examples"] = new JArray { JToken.Parse(setting.Example) };
        }

        return schema;
    }

    private static IEnumerable<JObject> RulesOf(Setting setting, Block block)
    {
        if (setting.RequiredWhen is { } required)
        {
            yield return new JObject { ["if"] = Holds(required, block), ["then"] = Needs(setting.Name) };
        }

        if (setting.OnlyWhen is { } only)
        {
            yield return new JObject { ["if"] = Needs(setting.Name), ["then"] = Holds(only, block) };
        }
    }

    private static IEnumerable<JObject> RulesOf(OneOf group)
    {
        if (group.Needed)
        {
            var any = new JObject { ["anyOf"] = new JArray(group.Names.Select(Needs).Cast<object>().ToArray()) };
            yield return group.When is { } when ? new JObject { ["if"] = Needs(when.Setting), ["then"] = any } : any;
        }

        for (int i = 0; i < group.Names.Length && !group.Many; i++)
        {
            foreach (string other in group.Names[(i + 1)..])
            {
                yield return new JObject { ["not"] = new JObject { ["required"] = new JArray { group.Names[i], other } } };
            }
        }
    }

    private static JObject Holds(Case when, Block block)
    {
        JObject needs = Needs(when.Setting);
        if (when.Texts.Length == 0)
        {
            return needs;
        }

        var schema = new JObject { ["properties"] = new JObject { [when.Setting] = new JObject { ["enum"] = new JArray(when.Texts) } } };
        bool byDefault = block.Find(when.Setting)?.Default is { } fallback && when.Texts.Contains(fallback);
        if (!byDefault)
        {
            schema.Merge(needs);
        }

        return schema;
    }

    private static JObject Needs(string setting) => new() { ["required"] = new JArray { setting } };
}
