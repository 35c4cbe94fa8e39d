using System.Collections.Immutable;

namespace Connector.Configuration.Reading;

internal static class Lists
{
    /// <summary>A list that is not there is empty.</summary>
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> list) => list.IsDefault ? [] : list;
}
