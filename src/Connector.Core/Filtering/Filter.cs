using System.Collections.Immutable;
using Connector.Core.Records;

namespace Connector.Core.Filtering;

/// <summary>Which records a hook wants, as the config says it. Compiled once for evaluation.</summary>
public abstract record Filter
{
    private Filter()
    {
    }

    public sealed record All(ImmutableArray<Filter> Parts) : Filter;

    public sealed record Any(ImmutableArray<Filter> Parts) : Filter;

    public sealed record Not(Filter Part) : Filter;

    /// <summary>Every condition must hold for the field's text.</summary>
    public sealed record Rule(FieldPath Field, ImmutableArray<Condition> Conditions, bool CaseSensitive) : Filter;
}

/// <summary>One operation of a rule.</summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary><c>like</c>; negated: <c>notLike</c>.</summary>
    public sealed record Like(string Pattern, bool Negated) : Condition;

    public sealed record In(ImmutableArray<string> Values) : Condition;

    public sealed record Exists(bool Wanted) : Condition;

    /// <summary><c>gt</c>, <c>gte</c>, <c>lt</c>, <c>lte</c>. A text that is not a number fails.</summary>
    /// <param name="Number">Matches <c>-?digits(.digits)?</c>, of any length.</param>
    public sealed record Compare(Comparison Operator, string Number) : Condition;
}

public enum Comparison
{
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}
