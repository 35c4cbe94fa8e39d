using System.Globalization;
using System.Text;

namespace Connector.Storage.Postgres;

/// <summary>A query with the conditions that were asked for; the others are left out, so that an index can be used for what is there.</summary>
internal sealed class Conditions
{
    private readonly StringBuilder _sql = new();
    private readonly List<object?> _values = [];

    /// <summary>Each begins with <c>and</c>.</summary>
    public string Sql => _sql.ToString();

    public object?[] Values => [.. _values];

    /// <param name="condition">A <c>?</c> for each value.</param>
    public Conditions And(string condition, params ReadOnlySpan<object?> values)
    {
        if (values[0] is not null)
        {
            _sql.Append(" and ").Append(Numbered(condition, values));
        }

        return this;
    }

    /// <summary>Whatever else, with its values.</summary>
    public string Numbered(string text, params ReadOnlySpan<object?> values)
    {
        var numbered = new StringBuilder(text.Length);
        int next = 0;
        foreach (char c in text)
        {
            if (c == '?')
            {
                _values.Add(values[next++]);
                numbered.Append('$').Append(_values.Count.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                numbered.Append(c);
            }
        }

        return numbered.ToString();
    }
}
