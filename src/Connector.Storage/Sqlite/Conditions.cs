using System.Text;

namespace Connector.Storage.Sqlite;

/// <summary>The conditions of a query that were asked for; the others are left out, so that an index can be used for what is there.</summary>
internal sealed class Conditions
{
    private readonly StringBuilder _sql = new();
    private readonly List<(string? Text, long Number)> _values = [];

    /// <summary>Each begins with <c>and</c> and has a plain <c>?</c>, which SQLite numbers behind the parameters that stand before.</summary>
    public string Sql => _sql.ToString();

    /// <param name="condition">One <c>?</c> for the value.</param>
    /// <param name="value">Null: there is no such condition.</param>
    public Conditions And(string condition, string? value) => value is null ? this : Add(condition, (value, 0));

    /// <inheritdoc cref="And(string, string?)"/>
    public Conditions And(string condition, long? value) => value is { } number ? Add(condition, (null, number)) : this;

    /// <param name="next">The number of the first parameter here.</param>
    /// <returns>The number behind the last.</returns>
    public int Bind(SqliteStatement statement, int next)
    {
        foreach ((string? text, long number) in _values)
        {
            _ = text is null ? statement.Bind(next, number) : statement.Bind(next, text);
            next++;
        }

        return next;
    }

    private Conditions Add(string condition, (string?, long) value)
    {
        _sql.Append(" and ").Append(condition);
        _values.Add(value);
        return this;
    }
}
