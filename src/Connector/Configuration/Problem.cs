namespace Connector.Configuration;

/// <summary>One thing wrong in the config, with its cure, in words a marketer can act on. Never holds the value of a secret.</summary>
/// <param name="File">As seen from the folder that holds the config folder: <c>config/integrations/shop-app.json</c>.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1: where the key, value or object begins.</param>
/// <param name="Code">A fixed word such as <c>unknown-key</c>, for scripts.</param>
/// <param name="Text">Ends with a full stop.</param>
public sealed record Problem(string File, int Line, int Column, Severity Severity, string Code, string Text)
{
    /// <summary>By file, line and column.</summary>
    internal static readonly Comparer<Problem> ByPlace = Comparer<Problem>.Create(static (one, other) =>
        string.CompareOrdinal(one.File, other.File) is not 0 and var file ? file
        : one.Line != other.Line ? one.Line.CompareTo(other.Line)
        : one.Column.CompareTo(other.Column));

    /// <summary>The line that <c>connector validate</c> prints.</summary>
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Text}";
}

public enum Severity
{
    /// <summary>Nothing of the config is used until it is gone.</summary>
    Error,

    Warning,
}
