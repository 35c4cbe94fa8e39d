using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>Makes the mappings of an import hook's <c>map</c>.</summary>
/// <param name="database">Null where it is unknown or has errors: then nothing can be said of its fields.</param>
/// <param name="refusalOfConstant">As <see cref="ConfigOptions.RefusalOfConstant"/>.</param>
internal sealed class MappingBuilder(
    Database? database, PathReader paths, ConfigNames names, Func<Field, Database, string, string?> refusalOfConstant, FileProblems problems)
{
    public ImmutableArray<Mapping> Build(ImmutableArray<Entry<Section>> map)
    {
        HashSet<string> mapped = new(StringComparer.Ordinal);
        var mappings = ImmutableArray.CreateBuilder<Mapping>();
        foreach (Section mapping in map.Select(entry => entry.Value))
        {
            Operand? source = OperandReader.Read(mapping, OperandSettings.Value, paths);
            Field? to = FindField(mapping, mapped);
            if (source is not null && to is not null)
            {
                CheckConstant(mapping, to);
                mappings.Add(new Mapping(source, to, mapping.Value(MappingSettings.IgnoreEmpty), mapping.Value(MappingSettings.OnlyIfEmpty)));
            }
        }

        return mappings.ToImmutable();
    }

    private Field? FindField(Section mapping, HashSet<string> mapped)
    {
        if (!mapping.TryGet(MappingSettings.To, out Entry<string>? to))
        {
            return null;
        }

        if (!mapped.Add(to.Value))
        {
            problems.Error(to.Place, "duplicate-mapping", $"{to.Shown} is mapped in this hook already. Remove one of the two mappings.");
        }

        if (database is null)
        {
            return null;
        }

        if (database.Find(to.Value) is { } field)
        {
            return field;
        }

        string[] known = [.. database.Fields.Select(each => each.Name)];
        string cure = Suggestion.From(to.HoldsSecret ? "" : to.Value, known);
        problems.Error(
            to.Place,
            "unknown-field",
            $"{to.Shown} is no field of the database '{database.Name}'. {cure} A new field is declared in {names.Databases.FileOf(database.Name)}.".Replace("  ", " ", StringComparison.Ordinal));
        return null;
    }

    private void CheckConstant(Section mapping, Field to)
    {
        if (mapping.TryGet(OperandSettings.Value, out Entry<string>? constant) &&
            !constant.LacksSecret &&
            constant.Value.Length > 0 &&
            refusalOfConstant(to, database!, constant.Value) is { } refusal)
        {
            string because = constant.HoldsSecret ? "Correct what stands behind it." : refusal;
            problems.Error(constant.Place, "refused-value", $"The field '{to.Name}' refuses {constant.Shown}. {because}");
        }
    }
}

/// <summary>Reads <c>from</c> or <c>value</c>.</summary>
internal static class OperandReader
{
    /// <param name="value">The setting that holds the fixed value here.</param>
    public static Operand? Read(Section section, Setting<string> value, PathReader paths)
    {
        if (section.TryGet(value, out Entry<string>? constant))
        {
            return new Operand.Constant(constant.Value);
        }

        return paths.Read(section.Find(OperandSettings.From)) is { } path ? new Operand.From(path) : null;
    }
}
