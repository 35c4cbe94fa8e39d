using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Core.Records;

namespace Connector.Configuration.Building;

/// <summary>Makes a hook of one of an integration's <c>hooks</c>.</summary>
/// <param name="source">What the integration's records are; null while that is not known.</param>
internal sealed class HookBuilder(ConfigNames names, ConfigOptions options, SourceType? source, FileProblems problems)
{
    private const int LongestGoalName = 128;

    /// <returns>Null when something is wrong; a problem was added then.</returns>
    public Hook? Build(Section hook)
    {
        LogResource? resource = ResourceOf(hook);
        var paths = new PathReader(resource, problems);
        Filter? filter = hook.TryGet(HookSettings.Filter, out Entry<Section>? said) ? new FilterBuilder(paths).Build(said.Value) : null;
        if (!hook.TryGet(HookSettings.Action, out Entry<HookAction>? action))
        {
            return null;
        }

        string? name = hook.Value(HookSettings.Name);
        return action.Value == HookAction.ImportProfile
            ? BuildImport(hook, name, resource, filter, paths)
            : BuildGoal(hook, name, resource, filter, paths);
    }

    private LogResource? ResourceOf(Section hook)
    {
        if (!hook.TryGet(HookSettings.Resource, out Entry<LogResource>? resource))
        {
            return null;
        }

        if (source is { } type && resource.Value.IsMessage != (type == SourceType.Metrix))
        {
            string[] right = [.. (type == SourceType.Metrix ? LogResource.Messages : LogResource.All).Select(one => one.Name)];
            problems.Error(
                resource.Place,
                "foreign-resource",
                type == SourceType.Metrix
                    ? $"{resource.Shown} is an export of AppMetrica, and this integration takes Metrix's messages. Write one of: {string.Join(", ", right)}."
                    : $"{resource.Shown} is a type of Metrix's messages, and this integration reads AppMetrica. Write one of: {string.Join(", ", right)}; or set \"type\": \"metrix_s2s\" in \"source\".");
        }

        return resource.Value;
    }

    private ImportProfileHook? BuildImport(Section hook, string? name, LogResource? resource, Filter? filter, PathReader paths)
    {
        Database? database = FindDatabase(hook.Find(HookSettings.Database), out bool exists);
        Match? match = hook.TryGet(HookSettings.Match, out Entry<Section>? said)
            ? new MatchBuilder(database, paths, names, problems).Build(said.Value)
            : null;
        var map = new MappingBuilder(database, paths, names, options.RefusalOfConstant, problems).Build(hook.Value(HookSettings.Map).OrEmpty());
        var subscriptions = new SubscriptionBuilder(exists ? hook.Value(HookSettings.Database) : null, paths, names, problems)
            .Build(hook.Value(HookSettings.Subscriptions).OrEmpty());
        if (name is null || resource is null || database is null || match is null)
        {
            return null;
        }

        map = resource == LogResource.User ? UserAttributes.Complete(map, database) : map;

        var built = new ImportProfileHook(name, resource, filter, database, hook.Value(HookSettings.Mode), match, map, subscriptions);
        WarnOfUnmappedFields(hook, built);
        return built;
    }

    private RegisterGoalHook? BuildGoal(Section hook, string? name, LogResource? resource, Filter? filter, PathReader paths)
    {
        if (hook.TryGet(HookSettings.Pixel, out Entry<string>? pixel))
        {
            names.Pixels.TryFind(pixel, problems, out _);
        }

        Operand? goal = null;
        if (hook.TryGet(HookSettings.GoalName, out Entry<Section>? goalName))
        {
            CheckGoalName(goalName.Value);
            goal = OperandReader.Read(goalName.Value, OperandSettings.Value, paths);
        }

        Operand? value = hook.TryGet(HookSettings.GoalValue, out Entry<Section>? goalValue)
            ? OperandReader.Read(goalValue.Value, OperandSettings.Number, paths)
            : null;
        GoalAttachment? attach = hook.TryGet(HookSettings.Attach, out Entry<Section>? attachment) ? BuildAttachment(attachment.Value, paths) : null;
        return name is null || resource is null || pixel is null || goal is null
            ? null
            : new RegisterGoalHook(name, resource, filter, pixel.Value, goal, value, attach);
    }

    private GoalAttachment? BuildAttachment(Section attach, PathReader paths)
    {
        Database? database = FindDatabase(attach.Find(AttachSettings.Database), out _);
        Match? match = attach.TryGet(AttachSettings.Match, out Entry<Section>? said)
            ? new MatchBuilder(database, paths, names, problems).Build(said.Value)
            : null;
        return database is null || match is null
            ? null
            : new GoalAttachment(database, match, attach.Value(AttachSettings.WhenMissing), attach.Value(AttachSettings.Stitch));
    }

    /// <param name="exists">There is a file of that name, be it with errors.</param>
    private Database? FindDatabase(Entry<string>? name, out bool exists)
    {
        Database? database = null;
        exists = name is not null && names.Databases.TryFind(name, problems, out database);
        return database;
    }

    private void CheckGoalName(Section goal)
    {
        if (!goal.TryGet(OperandSettings.Value, out Entry<string>? name))
        {
            return;
        }

        if (name.Value.Length == 0)
        {
            problems.Error(name.Place, "empty-value", "The goal's name is empty. Write a name, or take it \"from\" a field.");
        }

        int length = name.Value.EnumerateRunes().Count();
        if (length > LongestGoalName)
        {
            problems.Error(name.Place, "goal-name-too-long", $"The goal's name has {length} characters. Shorten it to at most {LongestGoalName}.");
        }
    }

    private void WarnOfUnmappedFields(Section section, ImportProfileHook hook)
    {
        if (hook.Mode == ImportMode.UpdateOnly)
        {
            return;
        }

        string? matched = hook.Match.By switch
        {
            MatchBy.Email or MatchBy.EmailProfile => "email",
            MatchBy.Custom => hook.Match.Field?.Name,
            _ => null,
        };
        string[] lacking =
        [
            .. hook.Database.Fields.Where(field => field.Required && field.Name != matched && hook.Map.All(mapping => mapping.To.Name != field.Name))
                .Select(field => $"'{field.Name}'"),
        ];
        if (lacking.Length > 0)
        {
            problems.Warn(
                section.Place,
                "required-field-unmapped",
                $"A new profile of '{hook.Database.Name}' needs {string.Join(", ", lacking)}, which this hook does not fill, so every record without a profile becomes a reject. Map it, or use \"mode\": \"update_only\", or make the field not required.");
        }
    }
}
