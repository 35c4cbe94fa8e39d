using Connector.Core.Catalog;
using Connector.Core.Profiles;

namespace Connector.Output;

/// <summary>What people see of a profile's fields.</summary>
internal static class VisibleFields
{
    /// <summary>Fields that hold something: those of the database in its order, then those that config no longer names.</summary>
    /// <returns>The field, null where config no longer names it; its name; a text or a list of texts.</returns>
    public static IEnumerable<(Field? Field, string Name, object Value)> Of(ProfileState profile, Database? database)
    {
        IEnumerable<Field> known = database is null ? [] : database.Fields;
        foreach (Field field in known)
        {
            if (profile.Fields.TryGetValue(field.Name, out FieldState? state) && ValueOf(state, field.IsList) is { } value)
            {
                yield return (field, field.Name, value);
            }
        }

        foreach ((string name, FieldState state) in profile.Fields.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (database?.Find(name) is null && ValueOf(state, isList: state.Elements is not null) is { } value)
            {
                yield return (null, name, value);
            }
        }
    }

    /// <remarks>A field that became a list, or ceased to be one, shows what it held before.</remarks>
    private static object? ValueOf(FieldState state, bool isList)
    {
        string? single = state.Visible();
        string[] elements = [.. state.VisibleElements()];
        bool hasElements = state.Elements is { Count: > 0 };
        return isList
            ? elements.Length > 0 ? elements : single
            : single is null && hasElements ? elements : single;
    }
}
