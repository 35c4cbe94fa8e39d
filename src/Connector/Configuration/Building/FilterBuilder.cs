using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Filtering;

namespace Connector.Configuration.Building;

/// <summary>Makes a filter of a hook's <c>filter</c>. Parts that are wrong are left out; their problems keep the result from being used.</summary>
internal sealed class FilterBuilder(PathReader paths)
{
    public Filter? Build(Section filter)
    {
        if (filter.TryGet(FilterSettings.All, out Entry<ImmutableArray<Entry<Section>>>? all))
        {
            return new Filter.All(BuildAll(all.Value));
        }

        if (filter.TryGet(FilterSettings.Any, out Entry<ImmutableArray<Entry<Section>>>? any))
        {
            return new Filter.Any(BuildAll(any.Value));
        }

        if (filter.TryGet(FilterSettings.Not, out Entry<Section>? not))
        {
            return Build(not.Value) is { } part ? new Filter.Not(part) : null;
        }

        return paths.Read(filter.Find(FilterSettings.Field)) is { } field
            ? new Filter.Rule(field, Conditions(filter), filter.Value(FilterSettings.CaseSensitive))
            : null;
    }

    private ImmutableArray<Filter> BuildAll(ImmutableArray<Entry<Section>> parts) => [.. parts.Select(part => Build(part.Value)).OfType<Filter>()];

    private static ImmutableArray<Condition> Conditions(Section rule)
    {
        var found = ImmutableArray.CreateBuilder<Condition>();
        void Add<T>(Setting<T> setting, Func<T, Condition> make)
        {
            if (rule.TryGet(setting, out Entry<T>? entry))
            {
                found.Add(make(entry.Value));
            }
        }

        Add(FilterSettings.Like, pattern => new Condition.Like(pattern, Negated: false));
        Add(FilterSettings.NotLike, pattern => new Condition.Like(pattern, Negated: true));
        Add(FilterSettings.In, values => new Condition.In([.. values.Select(value => value.Value)]));
        Add(FilterSettings.Exists, wanted => new Condition.Exists(wanted));
        Add(FilterSettings.Greater, number => new Condition.Compare(Comparison.Greater, number));
        Add(FilterSettings.GreaterOrEqual, number => new Condition.Compare(Comparison.GreaterOrEqual, number));
        Add(FilterSettings.Less, number => new Condition.Compare(Comparison.Less, number));
        Add(FilterSettings.LessOrEqual, number => new Condition.Compare(Comparison.LessOrEqual, number));
        return found.ToImmutable();
    }
}
