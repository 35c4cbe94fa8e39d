using Connector.Configuration.Settings;
using Connector.Core.Records;

namespace Connector.Configuration.Building;

/// <summary>Reads fields of a resource: columns, and paths into JSON columns.</summary>
/// <param name="resource">Null where the hook names none that exists: then nothing can be said of its fields.</param>
internal sealed class PathReader(LogResource? resource, FileProblems problems)
{
    private const string EventJson = "event_json";

    public LogResource? Resource => resource;

    /// <returns>Null when there is nothing to read or it is wrong; a problem was added then.</returns>
    public FieldPath? Read(Entry<string>? field)
    {
        if (field is null || resource is null)
        {
            return null;
        }

        if (FieldPath.TryParse(field.Value, resource, out FieldPath? path, out string? error))
        {
            return path;
        }

        int end = field.Value.AsSpan().IndexOfAny('.', '[');
        bool known = resource.Has(end < 0 ? field.Value : field.Value[..end]);
        problems.Error(field.Place, known ? "bad-path" : "unknown-column", field.HoldsSecret
            ? $"{field.Shown} gives no field of {resource.Name}. Correct what stands behind it."
            : error + Cure(field.Value, error!, known, resource));
        return null;
    }

    /// <summary>What an app sends itself is often taken for a column.</summary>
    private static string Cure(string field, string error, bool known, LogResource resource)
    {
        if (known || error.EndsWith('?'))
        {
            return "";
        }

        return resource.IsJson(EventJson)
            ? $" What the app itself sends is below {EventJson}. Write '{EventJson}.{field}'."
            : $" Write one of: {string.Join(", ", resource.Columns)}.";
    }
}
