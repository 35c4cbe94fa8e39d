using System.Text;
using Connector.Configuration.Json;

namespace Connector.Configuration.Reading;

/// <summary>Puts the values of <c>${env:NAME}</c> and <c>${file:PATH}</c> into texts. The values never reach a problem.</summary>
/// <param name="folder">What a relative PATH is relative to.</param>
/// <param name="environment">Gives a variable's value; null: it is not set.</param>
/// <param name="options">What is said of secrets there.</param>
internal sealed class Secrets(string folder, Func<string, string?> environment, ConfigOptions options)
{
    /// <summary>A text with a secret in it, as a JSON Schema pattern.</summary>
    public const string SchemaPattern = @"\$\{(env|file):[^}]+\}";

    /// <summary>Shorter values are part of ordinary words, and no secrets.</summary>
    private const int ShortestHidden = 6;

    private const string Environment = "${env:";
    private const string File = "${file:";

    private readonly Dictionary<string, string> _hidden = new(StringComparer.Ordinal);

    /// <summary>The text with every value that was put in somewhere taken out again, whatever way it came there.</summary>
    public string Hide(string text)
    {
        foreach ((string value, string written) in _hidden)
        {
            text = text.Replace(value, written, StringComparison.Ordinal);
        }

        return text;
    }

    /// <returns>Null when a secret is not there or not written right; then a problem was added.</returns>
    public ResolvedText? Resolve(TextNode node, FileProblems problems)
    {
        string text = node.Text;
        int at = NextSecret(text, 0);
        if (at < 0)
        {
            return new ResolvedText(text);
        }

        var result = new StringBuilder(text, 0, at, text.Length);
        bool missing = false;
        while (at >= 0)
        {
            string opening = text.AsSpan(at).StartsWith(Environment, StringComparison.Ordinal) ? Environment : File;
            int end = text.IndexOf('}', at);
            string name = end < 0 ? "" : text[(at + opening.Length)..end];
            if (name.Length == 0)
            {
                problems.Error(node.Place, "bad-secret", $"'{opening}' is not finished. Write {opening}{(opening == File ? "PATH" : "NAME")}}}.");
                return null;
            }

            bool isForbidden = opening == File && !options.LeaveSecrets && !options.MayReadFile(name);
            string? value = options.LeaveSecrets || isForbidden ? null : opening == Environment ? environment(name) : ReadFile(name);
            if (string.IsNullOrEmpty(value))
            {
                Report(node, opening, name, isForbidden, problems);
                missing = true;
                value = text[at..(end + 1)];
            }
            else if (value.Length >= ShortestHidden)
            {
                _hidden[value] = text[at..(end + 1)];
            }

            result.Append(value);
            int next = NextSecret(text, end + 1);
            result.Append(text, end + 1, (next < 0 ? text.Length : next) - end - 1);
            at = next;
        }

        return missing && !(options.AllowMissingSecrets || options.LeaveSecrets) ? null : new ResolvedText(result.ToString(), Substituted: true, missing);
    }

    private static int NextSecret(string text, int from)
    {
        int variable = text.IndexOf(Environment, from, StringComparison.Ordinal);
        int file = text.IndexOf(File, from, StringComparison.Ordinal);
        return variable < 0 ? file : file < 0 ? variable : Math.Min(variable, file);
    }

    private void Report(TextNode node, string opening, string name, bool isForbidden, FileProblems problems)
    {
        if (options.LeaveSecrets || (options.AllowMissingSecrets && !options.TellMissingSecrets && !isForbidden))
        {
            return;
        }

        string text = isForbidden
            ? $"The file '{name}' lies outside the config folder, and no file there names it yet. Put it into the config folder, or name it in a file on the machine itself."
            : opening == Environment
            ? $"The environment variable {name} is not set, or empty. Set it before you start the connector."
            : $"The file '{name}' cannot be read, or is empty. Make it; a relative path begins at the config folder.";
        if (options.AllowMissingSecrets)
        {
            problems.Warn(node.Place, "missing-secret", text);
        }
        else
        {
            problems.Error(node.Place, "missing-secret", text);
        }
    }

    private string? ReadFile(string path)
    {
        try
        {
            string content = System.IO.File.ReadAllText(Path.Combine(folder, path));
            return content.EndsWith("\r\n", StringComparison.Ordinal) ? content[..^2]
                : content.EndsWith('\n') ? content[..^1]
                : content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>A text with its secrets put in.</summary>
/// <param name="Substituted">There was a secret in it.</param>
/// <param name="Missing">One was not there and need not be.</param>
internal readonly record struct ResolvedText(string Text, bool Substituted = false, bool Missing = false);
