using System.Buffers;
using System.Text;
using Connector.Core.Records;
using Connector.Core.Sync;

namespace Connector.Core.Filtering;

/// <summary>A filter whose fields have become places in a record. Holds no state: any number of records, one after another or at once.</summary>
public abstract class CompiledFilter
{
    /// <param name="sourceOf">Says where a field is found.</param>
    /// <param name="filter">Null: every record passes.</param>
    public static CompiledFilter Compile(Filter? filter, Func<FieldPath, ValueSource> sourceOf) => filter switch
    {
        null => new AllOf([]),
        Filter.All all => new AllOf(CompileParts(all.Parts, sourceOf)),
        Filter.Any any => new AnyOf(CompileParts(any.Parts, sourceOf)),
        Filter.Not not => new NoneOf(Compile(not.Part, sourceOf)),
        Filter.Rule rule => new Rule(sourceOf(rule.Field), rule.Conditions.Select(condition => Compile(condition, rule.CaseSensitive))),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <summary>Whether the record that the selector is looking at passes.</summary>
    public abstract bool Passes(RecordSelector record);

    private static CompiledFilter[] CompileParts(IEnumerable<Filter> parts, Func<FieldPath, ValueSource> sourceOf) =>
        [.. parts.Select(part => Compile(part, sourceOf))];

    private static Test Compile(Condition condition, bool caseSensitive) => condition switch
    {
        Condition.Like like => new LikeTest(new Wildcard(like.Pattern, caseSensitive), like.Negated),
        Condition.In list => new InTest(list.Values, caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase),
        Condition.Exists exists => new ExistsTest(exists.Wanted),
        Condition.Compare compare => new CompareTest(compare.Operator, compare.Number),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private sealed class AllOf(CompiledFilter[] parts) : CompiledFilter
    {
        public override bool Passes(RecordSelector record)
        {
            foreach (CompiledFilter part in parts)
            {
                if (!part.Passes(record))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class AnyOf(CompiledFilter[] parts) : CompiledFilter
    {
        public override bool Passes(RecordSelector record)
        {
            foreach (CompiledFilter part in parts)
            {
                if (part.Passes(record))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class NoneOf(CompiledFilter part) : CompiledFilter
    {
        public override bool Passes(RecordSelector record) => !part.Passes(record);
    }

    private sealed class Rule(ValueSource source, IEnumerable<Test> tests) : CompiledFilter
    {
        private readonly Test[] _tests = [.. tests];

        public override bool Passes(RecordSelector record)
        {
            ReadOnlySpan<byte> text = record.Text(source);
            char[]? rented = null;
            Span<char> chars = text.Length <= 256 ? stackalloc char[256] : (rented = ArrayPool<char>.Shared.Rent(text.Length));
            ReadOnlySpan<char> value = chars[..Encoding.UTF8.GetChars(text, chars)];
            bool passes = true;
            foreach (Test test in _tests)
            {
                if (!test.Holds(value))
                {
                    passes = false;
                    break;
                }
            }

            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }

            return passes;
        }
    }

    private abstract class Test
    {
        public abstract bool Holds(ReadOnlySpan<char> value);
    }

    private sealed class LikeTest(Wildcard pattern, bool negated) : Test
    {
        public override bool Holds(ReadOnlySpan<char> value) => pattern.IsMatch(value) != negated;
    }

    private sealed class InTest(IEnumerable<string> values, StringComparer comparer) : Test
    {
        private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _values =
            new HashSet<string>(values, comparer).GetAlternateLookup<ReadOnlySpan<char>>();

        public override bool Holds(ReadOnlySpan<char> value) => _values.Contains(value);
    }

    private sealed class ExistsTest(bool wanted) : Test
    {
        public override bool Holds(ReadOnlySpan<char> value) => value.IsEmpty != wanted;
    }

    private sealed class CompareTest(Comparison comparison, string number) : Test
    {
        public override bool Holds(ReadOnlySpan<char> value) => DecimalText.Compare(value, number) is { } order && comparison switch
        {
            Comparison.Greater => order > 0,
            Comparison.GreaterOrEqual => order >= 0,
            Comparison.Less => order < 0,
            _ => order <= 0,
        };
    }
}
