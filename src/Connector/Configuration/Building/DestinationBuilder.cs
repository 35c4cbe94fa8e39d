using System.Collections.Immutable;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>Makes a destination of its file.</summary>
internal sealed class DestinationBuilder(ConfigNames names, HostCheck hosts, FileProblems problems)
{
    /// <returns>Null when something is wrong; a problem was added then.</returns>
    public Destination? Build(string name, Section file)
    {
        DestinationType? type = file.Find(DestinationSettings.Type)?.Value;
        hosts.Check(file, DestinationSettings.BaseUrl, type == DestinationType.Metrix ? MetrixDestination.DefaultBaseUrl : null, "secret");
        return type switch
        {
            DestinationType.Altcraft => BuildAltcraft(name, file),
            DestinationType.Metrix => BuildMetrix(name, file),
            _ => null,
        };
    }

    private AltcraftDestination? BuildAltcraft(string name, Section file)
    {
        Dictionary<string, long> databases = Numbered(file, DestinationSettings.Databases, names.Databases, out Database[] found);
        Dictionary<string, long> resources = Numbered(file, DestinationSettings.Resources, names.Resources, out _);
        Dictionary<string, long> pixels = Numbered(file, DestinationSettings.Pixels, names.Pixels, out _);
        CheckField(file.Find(DestinationSettings.MatchField), found);
        return file.TryGet(DestinationSettings.BaseUrl, out Entry<Uri>? url) && file.TryGet(DestinationSettings.Token, out Entry<string>? token)
            ? new AltcraftDestination(
                name,
                file.Written(DestinationSettings.Title) ?? name,
                file.Value(DestinationSettings.Active),
                url.Value,
                SendsOf(file),
                PaceOf(file),
                token.Value,
                databases,
                resources,
                pixels,
                file.Value(DestinationSettings.Matching),
                file.Value(DestinationSettings.MatchField))
            : null;
    }

    private MetrixDestination? BuildMetrix(string name, Section file)
    {
        ImmutableArray<string> databases = Listed(file, DestinationSettings.Databases, names.Databases, out Database[] found);
        ImmutableArray<string> pixels = Listed(file, DestinationSettings.Pixels, names.Pixels, out _);
        CheckField(file.Find(DestinationSettings.UserId), found);
        ImmutableArray<AttributeMapping> map = MapOf(file, found);
        return file.TryGet(DestinationSettings.ApplicationId, out Entry<string>? id) && file.TryGet(DestinationSettings.ApiKey, out Entry<string>? key)
            ? new MetrixDestination(
                name,
                file.Written(DestinationSettings.Title) ?? name,
                file.Value(DestinationSettings.Active),
                file.Value(DestinationSettings.BaseUrl) ?? MetrixDestination.DefaultBaseUrl,
                SendsOf(file),
                PaceOf(file),
                id.Value,
                key.Value,
                databases,
                file.Has(DestinationSettings.Pixels) ? pixels : null,
                map,
                file.Value(DestinationSettings.UserId),
                file.Value(DestinationSettings.Currency))
            : null;
    }

    private static Sends SendsOf(Section file) =>
        file.Find(DestinationSettings.Send) is { } send ? send.Value.Aggregate(default(Sends), (all, one) => all | one.Value) : Sends.Profiles | Sends.Goals;

    private static DeliveryPace PaceOf(Section file) => new(
        file.Value(DestinationSettings.BatchSize),
        file.Value(DestinationSettings.Parallel),
        file.Value(DestinationSettings.Rate),
        file.Value(DestinationSettings.Retries),
        file.Value(DestinationSettings.RetryPause),
        file.Value(DestinationSettings.LongestPause),
        file.Value(DestinationSettings.Timeout),
        file.Value(DestinationSettings.GiveUpAfter));

    /// <summary>The standard attributes, as user messages bring them in, where the map says nothing else of them.</summary>
    private ImmutableArray<AttributeMapping> MapOf(Section file, Database[] databases)
    {
        var map = ImmutableArray.CreateBuilder<AttributeMapping>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (Section entry in file.Value(DestinationSettings.Map).OrEmpty().Select(entry => entry.Value))
        {
            CheckField(entry.Find(AttributeMappingSettings.From), databases);
            if (entry.TryGet(AttributeMappingSettings.From, out Entry<string>? from) && entry.TryGet(AttributeMappingSettings.To, out Entry<string>? to))
            {
                CheckAttribute(to, taken);
                map.Add(new AttributeMapping(from.Value, to.Value));
            }
        }

        map.AddRange(UserAttributes.Standard.Where(one => !taken.Contains(one.To)));
        return map.ToImmutable();
    }

    private void CheckAttribute(Entry<string> to, HashSet<string> taken)
    {
        string[] standard = [.. UserAttributes.Standard.Select(one => one.To)];
        if (!standard.Contains(to.Value) && !(to.Value.StartsWith(UserAttributes.Custom + ".", StringComparison.Ordinal) && to.Value.Length > UserAttributes.Custom.Length + 1))
        {
            problems.Error(
                to.Place, "unknown-attribute", $"{to.Shown} is no standard attribute of a user. {Suggestion.From(to.Value, standard)} One of your own is written customAttributes.NAME.");
        }
        else if (!taken.Add(to.Value))
        {
            problems.Error(to.Place, "duplicate-mapping", $"{to.Shown} is mapped already. Remove one of the two mappings.");
        }
    }

    /// <summary>A field must be known to one of the databases.</summary>
    private void CheckField(Entry<string>? field, Database[] databases)
    {
        if (field is not null && databases.Length > 0 && Array.TrueForAll(databases, database => database.Find(field.Value) is null))
        {
            string[] known = [.. databases.SelectMany(database => database.Fields.Select(one => one.Name)).Distinct(StringComparer.Ordinal)];
            problems.Error(
                field.Place,
                "unknown-field",
                $"{field.Shown} is no field of {string.Join(" or ", databases.Select(database => $"'{database.Name}'"))}. {Suggestion.From(field.HoldsSecret ? "" : field.Value, known)}".TrimEnd());
        }
    }

    private Dictionary<string, long> Numbered<T>(Section file, Setting<ImmutableArray<NumberedName>> setting, KnownNames<T> known, out T[] found)
        where T : class
    {
        if (file.Find(setting) is { Node: ArrayNode } list)
        {
            problems.Error(list.Place, "missing-number", $"'{setting.Name}' must give each name its number in Altcraft. Write it like this: \"{setting.Name}\": {setting.Example}.");
        }

        return Names(file, setting, known, out found).ToDictionary(one => one.Name.Value, one => one.Number ?? 0);
    }

    private ImmutableArray<string> Listed<T>(Section file, Setting<ImmutableArray<NumberedName>> setting, KnownNames<T> known, out T[] found)
        where T : class
    {
        if (file.Find(setting) is { Node: ObjectNode } map)
        {
            problems.Error(map.Place, "misplaced-number", $"'{setting.Name}' must be a list of names, since Metrix has no numbers for them. Write it like this: \"{setting.Name}\": [\"NAME\"].");
        }

        return [.. Names(file, setting, known, out found).Select(one => one.Name.Value)];
    }

    private List<NumberedName> Names<T>(Section file, Setting<ImmutableArray<NumberedName>> setting, KnownNames<T> known, out T[] found)
        where T : class
    {
        var values = new List<T>();
        var all = new List<NumberedName>();
        foreach (NumberedName one in file.Value(setting).OrEmpty())
        {
            if (all.Exists(other => other.Name.Value == one.Name.Value))
            {
                problems.Error(one.Name.Place, "duplicate-name", $"{one.Name.Shown} stands twice in '{setting.Name}'. Remove one of the two.");
            }
            else if (known.TryFind(one.Name, problems, out T? value))
            {
                all.Add(one);
                values.AddRange(value is null ? [] : [value]);
            }
        }

        found = [.. values];
        return all;
    }
}
