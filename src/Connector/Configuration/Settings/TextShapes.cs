using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Connector.Core;
using Connector.Core.Records;
using Newtonsoft.Json.Linq;

namespace Connector.Configuration.Settings;

/// <summary>Any text.</summary>
internal sealed class TextShape(bool allowEmpty = false) : Scalar<string>
{
    public override string Words => "a text";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return allowEmpty || !string.IsNullOrWhiteSpace(text);
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("empty-value", $"'{setting.Name}' is empty. Write a text" + (setting.Example is null ? "." : $", for example {setting.Example}."));

    protected override JObject Plain() => allowEmpty ? new() { ["type"] = "string" } : new() { ["type"] = "string", ["minLength"] = 1 };
}

/// <summary>A text, number or truth value, kept as the characters that were written.</summary>
internal sealed class ConstantShape : Scalar<string>
{
    public override string Words => "a text, a number, true or false";

    protected override bool TakesNumber => true;

    protected override bool TakesBoolean => true;

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return true;
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) => new("wrong-type", $"'{setting.Name}' must be {Words}.");

    protected override JObject Plain() => new() { ["type"] = new JArray { "string", "number", "boolean" } };
}

/// <summary>A decimal number of any length, kept as the characters that were written.</summary>
internal sealed partial class DecimalShape : Scalar<string>
{
    public override string Words => "a number";

    protected override bool TakesNumber => true;

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return IsNumber(text);
    }

    /// <summary>Contract 3.11: digits, with a minus and decimals if need be.</summary>
    public static bool IsNumber(string text) => Number().IsMatch(text);

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("bad-number", $"{shown} is no number. Write digits, with a minus or a decimal point if need be: 100 or -12.5.");

    protected override JObject Plain() => new()
    {
        ["anyOf"] = new JArray
        {
            new JObject { ["type"] = "number" },
            new JObject { ["type"] = "string", ["pattern"] = @"^-?\d+(\.\d+)?$|\$\{" },
        },
    };

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}

/// <summary>One of some words.</summary>
internal sealed class ChoiceShape<T>(params (string Word, T Value)[] choices) : Scalar<T>
{
    public override string Words => (choices.Length == 1 ? "" : "one of ") + string.Join(", ", Known.Select(word => $"`{word}`"));

    /// <summary>For people and schemas; a config without problems needs no list of them.</summary>
    private string[] Known => Array.ConvertAll(choices, static choice => choice.Word);

    public override bool TryParse(string text, [MaybeNullWhen(false)] out T value)
    {
        foreach ((string word, T one) in choices)
        {
            if (word == text)
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }

    protected override Refusal Refuse(string text, string shown, Setting setting) => new(
        "value-not-allowed",
        $"{shown} is not allowed for '{setting.Name}'. {Suggestion.From(text, Known)}");

    protected override JObject Plain() => new() { ["enum"] = new JArray(Known) };
}

/// <summary>One of the exports of the Logs API, or of the types of Metrix's messages.</summary>
internal sealed class LogResourceShape : Scalar<LogResource>
{
    private static readonly string[] Names = [.. LogResource.All.Concat(LogResource.Messages).Select(resource => resource.Name)];

    public override string Words => "the name of an export, such as `events` or `installations`, or a type of message, such as `user`";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out LogResource value) => (value = LogResource.Find(text)) is not null;

    protected override Refusal Refuse(string text, string shown, Setting setting) =>
        new("unknown-logs-resource", $"{shown} is no export of the Logs API and no type of message. {Suggestion.From(text, Names)}");

    protected override JObject Plain() => new() { ["enum"] = new JArray(Names) };
}

/// <summary>The end of a sentence about a name that is not known.</summary>
internal static class Suggestion
{
    private const int MostNamed = 40;
    private const int MostNamedBesideNearest = 8;

    public static string From(string word, IReadOnlyCollection<string> known)
    {
        string? near = word.Length == 0 ? null : Nearest.To(word, known);
        int most = near is null ? MostNamed : MostNamedBesideNearest;
        string list = known.Count == 0 || known.Count > most ? "" : $"Write one of: {string.Join(", ", known)}.";
        return near is null ? list : $"Did you mean '{near}'? {list}".TrimEnd();
    }
}
