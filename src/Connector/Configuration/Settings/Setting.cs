namespace Connector.Configuration.Settings;

/// <summary>One setting, declared once. Reading, checking, JSON Schemas and the tables of config/README.md come from it.</summary>
/// <param name="description">For a marketer; ends with a full stop.</param>
internal abstract class Setting(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    public abstract Shape Shape { get; }

    public bool Required { get; init; }

    /// <summary>Needed only in this case.</summary>
    public Case? RequiredWhen { get; init; }

    /// <summary>Allowed only in this case.</summary>
    public Case? OnlyWhen { get; init; }

    /// <summary>What holds when the setting is not there, as it would be written; null: nothing does, or <see cref="DefaultWords"/> says it.</summary>
    public string? Default { get; init; }

    /// <summary>The default in words, where it is no fixed value.</summary>
    public string? DefaultWords { get; init; }

    /// <summary>A value as it stands in JSON, quotes included.</summary>
    public string? Example { get; init; }

    /// <summary>Belongs into the environment or a file of its own; in clear text it is a warning.</summary>
    public bool Secret { get; init; }

    /// <summary>What stands in for a secret that is not there and need not be.</summary>
    public string? StandIn { get; init; }
}

/// <summary>A setting whose values are of one type.</summary>
internal sealed class Setting<T>(string name, Shape<T> shape, string description) : Setting(name, description)
{
    public override Shape Shape => shape;

    /// <summary>The default as a value; the type's own where none is declared.</summary>
    public T? Fallback => Default is not null && shape is Scalar<T> scalar && scalar.TryParse(Default, out T? value) ? value : default;
}

/// <summary>Holds when a setting of the same object is there and, where texts are given, has one of them.</summary>
/// <param name="Texts">None: any value.</param>
internal sealed record Case(string Setting, params string[] Texts)
{
    /// <summary>In words: <c>'by' is 'custom'</c>.</summary>
    public string Words => Texts.Length == 0 ? $"'{Setting}' is there" : $"'{Setting}' is {string.Join(" or ", Texts.Select(text => $"'{text}'"))}";
}
