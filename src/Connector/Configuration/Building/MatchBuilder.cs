using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Configuration.Building;

/// <summary>Makes a match of an import hook's or attachment's <c>match</c>.</summary>
/// <param name="database">Null where it is unknown or has errors: then nothing can be said of its fields.</param>
internal sealed class MatchBuilder(Database? database, PathReader paths, ConfigNames names, FileProblems problems)
{
    private const string DeviceColumn = "appmetrica_device_id";

    public Match? Build(Section match)
    {
        FieldPath? from = paths.Read(match.Find(MatchSettings.From));
        Field? field = FindField(match);
        if (!match.TryGet(MatchSettings.By, out Entry<MatchBy>? by))
        {
            return null;
        }

        if (by.Value == MatchBy.AppMetricaDeviceId && !match.Has(MatchSettings.From) && paths.Resource is { } resource)
        {
            from = resource.Has(DeviceColumn) ? FieldPath.ForColumn(DeviceColumn) : null;
            if (from is null)
            {
                problems.Error(
                    match.Place, "missing-member", $"{resource.Name} has no column '{DeviceColumn}'. Add \"from\" with a field that holds the device id, or match by something else.");
            }
        }

        if (by.Value == MatchBy.Identity && !match.Has(MatchSettings.From) && paths.Resource is { } read)
        {
            from = FieldPath.ForColumn(read.IsMessage ? "customUserId" : "profile_id");
        }

        return from is null ? null : new Match(by.Value, from, field, match.Value(MatchSettings.Ambiguous));
    }

    private Field? FindField(Section match)
    {
        if (!match.TryGet(MatchSettings.Field, out Entry<string>? name) || database is null)
        {
            return null;
        }

        if (database.Find(name.Value) is not { } field)
        {
            string[] matchable = [.. database.Fields.Where(known => known.Matchable).Select(known => known.Name)];
            string cure = matchable.Length == 0
                ? $"None of its fields is matchable yet: add \"matchable\": true to one in {names.Databases.FileOf(database.Name)}."
                : Suggestion.From(name.HoldsSecret ? "" : name.Value, matchable);
            problems.Error(name.Place, "unknown-field", $"{name.Shown} is no field of the database '{database.Name}'. {cure}");
            return null;
        }

        if (!field.Matchable)
        {
            problems.Error(
                name.Place, "field-not-matchable", $"Profiles of '{database.Name}' cannot be found by {name.Shown}. Add \"matchable\": true to the field in {names.Databases.FileOf(database.Name)}.");
        }

        return field;
    }
}
