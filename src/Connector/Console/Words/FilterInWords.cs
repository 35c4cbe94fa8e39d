using Connector.Core.Filtering;

namespace Connector.Pages.Words;

/// <summary>A filter as one would say it.</summary>
/// <param name="Text">A condition, or what is said of <paramref name="Parts"/>.</param>
/// <param name="Parts">Empty for a condition.</param>
public sealed record FilterInWords(string Text, IReadOnlyList<FilterInWords> Parts)
{
    public static FilterInWords Of(Filter filter) => filter switch
    {
        Filter.All { Parts: [var only] } => Of(only),
        Filter.Any { Parts: [var only] } => Of(only),
        Filter.All all => new("All of these hold:", [.. all.Parts.Select(Of)]),
        Filter.Any any => new("At least one of these holds:", [.. any.Parts.Select(Of)]),
        Filter.Not { Part: Filter.Not inner } => Of(inner.Part),
        Filter.Not { Part: Filter.Rule { Conditions: [var only] } rule } => new(OfRule(rule, [Opposite(only)]), []),
        Filter.Not { Part: Filter.Any any } => new("None of these holds:", [.. any.Parts.Select(Of)]),
        Filter.Not not => Negated(Of(not.Part)),
        Filter.Rule rule => new(OfRule(rule, rule.Conditions.Select(condition => (condition, false))), []),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <param name="hide">Takes secrets out of a text.</param>
    public FilterInWords Without(Func<string, string> hide) => new(hide(Text), [.. Parts.Select(part => part.Without(hide))]);

    private static FilterInWords Negated(FilterInWords words) => new("Not together:", words.Parts.Count == 0 ? [words] : words.Parts);

    private static string OfRule(Filter.Rule rule, IEnumerable<(Condition Condition, bool Negated)> conditions)
    {
        string all = string.Join(" and ", conditions.Select(one => OfCondition(one.Condition, one.Negated)));
        return $"{rule.Field.Text} {all}{(rule.CaseSensitive ? ", with capitals as written" : "")}";
    }

    private static (Condition Condition, bool Negated) Opposite(Condition condition) => (condition, true);

    private static string OfCondition(Condition condition, bool negated) => condition switch
    {
        Condition.Like like => OfPattern(like.Pattern, like.Negated != negated),
        Condition.In { Values: [var only] } => $"is{Not(negated)} '{only}'",
        Condition.In many => $"is {(negated ? "none" : "one")} of {string.Join(", ", many.Values.Select(value => $"'{value}'"))}",
        Condition.Exists exists => exists.Wanted != negated ? "has a value" : "is empty",
        Condition.Compare compare => $"is {(negated ? "not " : "")}{Word(compare.Operator)} {compare.Number}",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static string Not(bool negated) => negated ? " not" : "";

    private static string Word(Comparison comparison) => comparison switch
    {
        Comparison.Greater => "greater than",
        Comparison.GreaterOrEqual => "at least",
        Comparison.Less => "less than",
        _ => "at most",
    };

    /// <summary>What a pattern with stars comes to; one with stars in its middle is shown as it is.</summary>
    private static string OfPattern(string pattern, bool negated)
    {
        List<string> pieces = Pieces(pattern);
        return (pieces, negated) switch
        {
            ([var whole], _) => whole.Length == 0 ? negated ? "has a value" : "is empty" : $"is{Not(negated)} '{whole}'",
            (["", ""], false) => "is anything",
            (["", ""], true) => "is nothing at all",
            ([var start, ""], false) => $"begins with '{start}'",
            ([var start, ""], true) => $"does not begin with '{start}'",
            (["", var end], false) => $"ends with '{end}'",
            (["", var end], true) => $"does not end with '{end}'",
            (["", var middle, ""], false) => $"contains '{middle}'",
            (["", var middle, ""], true) => $"does not contain '{middle}'",
            _ => $"{(negated ? "does not look" : "looks")} like '{pattern}'",
        };
    }

    /// <summary>What stands between the stars; <c>\*</c> is a star itself.</summary>
    private static List<string> Pieces(string pattern)
    {
        var pieces = new List<string>();
        var piece = new System.Text.StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '*')
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
            {
                i += pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '\\' ? 1 : 0;
                piece.Append(pattern[i]);
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
