using System.Diagnostics.CodeAnalysis;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

/// <summary>A plain value. Whatever its type, a text with a secret in it is read as that type.</summary>
internal abstract class Scalar<T> : Shape<T>
{
    protected virtual bool TakesText => true;

    protected virtual bool TakesNumber => false;

    protected virtual bool TakesBoolean => false;

    public abstract bool TryParse(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>Why a text of the right kind is refused.</summary>
    /// <param name="shown">The text in quotes, without secrets.</param>
    protected abstract Refusal Refuse(string text, string shown, Setting setting);

    /// <summary>The schema of the value written plainly.</summary>
    protected abstract JObject Plain();

    public sealed override Entry? Read(ConfigNode node, Setting setting, SectionReader reader)
    {
        if (ReadText(node, reader, out bool broken) is not { } found)
        {
            return broken ? null : WrongType(node, setting, Words, reader);
        }

        if (setting.Secret && !found.Substituted && found.Text.Length > 0)
        {
            reader.Problems.Warn(
                node.Place,
                "secret-in-clear",
                $"'{setting.Name}' stands here in clear text. Put it into an environment variable and write \"${{env:NAME}}\", or into a file and write \"${{file:PATH}}\".");
        }

        if (TryParse(found.Text, out T? value) || (found.Missing && TryParse(setting.StandIn ?? setting.Default ?? "", out value)))
        {
            return new Entry<T>(node, value) { Text = found.Text, HoldsSecret = found.Substituted, LacksSecret = found.Missing };
        }

        Refusal refusal = Refuse(found.Substituted ? "" : found.Text, setting.Secret ? "The value" : node.Shown, setting);
        reader.Problems.Error(node.Place, refusal.Code, refusal.Text);
        return null;
    }

    public sealed override JObject Schema(Func<Block, JObject> refer)
    {
        JObject plain = Plain();
        return TakesText && !plain.ContainsKey("enum")
            ? plain
            : new JObject { ["anyOf"] = new JArray { plain, new JObject { ["type"] = "string", ["pattern"] = Secrets.SchemaPattern } } };
    }

    private ResolvedText? ReadText(ConfigNode node, SectionReader reader, out bool broken)
    {
        broken = false;
        switch (node)
        {
            case LiteralNode { IsNumber: true } number when TakesNumber:
                return new ResolvedText(number.Raw);
            case LiteralNode { IsBoolean: true } boolean when TakesBoolean:
                return new ResolvedText(boolean.Raw);
            case TextNode text:
                ResolvedText? resolved = reader.Secrets.Resolve(text, reader.Problems);
                broken = resolved is null;
                return resolved is { } found && (TakesText || found.Substituted) ? found : null;
            default:
                return null;
        }
    }
}

/// <summary>Why a value is refused, and the cure.</summary>
internal readonly record struct Refusal(string Code, string Text);
