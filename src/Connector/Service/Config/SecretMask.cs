using System.Text.RegularExpressions;
using Connector.Configuration;
using Connector.Configuration.Json;
using Connector.Configuration.Settings;

namespace Connector.Service.Config;

/// <summary>Shows a config file to those who may not know its secrets: a reference stays, what stands in clear text does not.</summary>
internal static partial class SecretMask
{
    private const string Mask = "***";

    private static readonly string[] Names = [.. SourceSettings.Block.Settings.Where(setting => setting.Secret).Select(setting => setting.Name)];

    /// <returns>Null: it is no JSON, so that nobody can tell what in it is a secret.</returns>
    public static string? Hide(string text)
    {
        if (ConfigText.Parse(text, new FileProblems("")) is not { } root)
        {
            return null;
        }

        string[] secrets = [.. SecretsOf(root, text).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];
        // The same secret may stand in a comment, or another one that was in use before.
        string hidden = secrets.Aggregate(text, (all, secret) => all.Replace(secret, Mask, StringComparison.Ordinal));
        return Assignment().Replace(hidden, match =>
            Names.Contains(match.Groups["name"].Value) && !IsReference(match.Groups["value"].Value)
                ? $"{match.Groups["before"].Value}{Mask}\""
                : match.Value);
    }

    /// <summary>Secrets in clear text, as their characters stand in the file.</summary>
    private static IEnumerable<string> SecretsOf(ConfigNode node, string text)
    {
        IEnumerable<ConfigNode> inner = node switch
        {
            ObjectNode { Members: var members } => members.Select(member => member.Value),
            ArrayNode { Items: var items } => items,
            _ => [],
        };
        IEnumerable<string> own = node is ObjectNode file
            ? file.Members.Where(member => Names.Contains(member.Name)).Select(member => member.Value).OfType<TextNode>()
                .Where(value => value.Text.Length > 0 && !IsReference(value.Text))
                .Select(value => Written(value, text))
            : [];
        return own.Concat(inner.SelectMany(one => SecretsOf(one, text)));
    }

    private static string Written(TextNode value, string text)
    {
        int start = new LineMap(text).OffsetOf(value.Place.Line, value.Place.Column);
        int end = start;
        while (text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return text[start..end];
    }

    /// <summary>Nothing but <c>${..}</c>: where the secret is, not what it is.</summary>
    private static bool IsReference(string text) => Reference().IsMatch(text);

    [GeneratedRegex(@"\A(\$\{(env|file):[^}]+\})+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex("""(?<before>"(?<name>\w+)"\s*:\s*")(?<value>([^"\\\r\n]|\\.)*)" """, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Assignment();
}
