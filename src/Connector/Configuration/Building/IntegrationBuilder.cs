using System.Collections.Immutable;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>Makes an integration of its file.</summary>
internal sealed class IntegrationBuilder(ConfigNames names, ConfigOptions options, SectionReader reader)
{
    private readonly FileProblems _problems = reader.Problems;

    /// <returns>Null when something is wrong; a problem was added then.</returns>
    public Integration? Build(string name, Section file)
    {
        RecordSource? source = file.TryGet(IntegrationSettings.Source, out Entry<Section>? said) ? new SourceBuilder(new HostCheck(options.AllowedHosts, _problems), _problems).Build(said.Value) : null;
        SourceType? type = said?.Value.Value(SourceSettings.Type);
        RefuseScheduleOfMessages(file, type);
        SyncSchedule schedule = BuildSchedule(file.Find(IntegrationSettings.Schedule)?.Value, source?.TimeZone);
        ImmutableArray<Entry<Section>> hookSections = file.Value(IntegrationSettings.Hooks).OrEmpty();
        HashSet<string> hookNames = CheckNames(hookSections, HookSettings.Name, "hook");
        var builder = new HookBuilder(names, options, type, _problems);
        ImmutableArray<Hook> hooks = [.. hookSections.Select(hook => builder.Build(hook.Value)).OfType<Hook>()];
        bool named = HooksWritten(file) == hookSections.Count(hook => hook.Value.Find(HookSettings.Name) is not null);
        ImmutableArray<HookTest> tests = BuildTests(file, named ? hookNames : null, hooks.Length == hookSections.Length ? hooks : null);
        WarnWithoutHooks(file);
        return source is null
            ? null
            : new Integration(name, file.Written(IntegrationSettings.Title) ?? name, file.Value(IntegrationSettings.Active), source, schedule, hooks, tests);
    }

    private void RefuseScheduleOfMessages(Section file, SourceType? type)
    {
        if (type == SourceType.Metrix && file.MemberOf(IntegrationSettings.Schedule.Name) is { } schedule)
        {
            _problems.Error(schedule.Place, "misplaced-schedule", "Messages come by themselves, so there is no 'schedule' for a source of type 'metrix_s2s'. Remove it.");
        }
    }

    private static SyncSchedule BuildSchedule(Section? schedule, string? sourceZone)
    {
        if (schedule is null)
        {
            return new SyncSchedule(
                null, null, null, null, ScheduleSettings.Lag.Fallback, ScheduleSettings.Lookback.Fallback, ScheduleSettings.MaxWindow.Fallback);
        }

        TimeZoneInfo? zone = schedule.Value(ScheduleSettings.TimeZone);
        TimeZoneInfo startZone = zone ?? (sourceZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(sourceZone));
        return new SyncSchedule(
            schedule.Value(ScheduleSettings.Cron),
            schedule.Find(ScheduleSettings.Every)?.Value,
            zone?.Id,
            schedule.Find(ScheduleSettings.Start)?.Value.In(startZone),
            schedule.Value(ScheduleSettings.Lag),
            schedule.Value(ScheduleSettings.Lookback),
            schedule.Value(ScheduleSettings.MaxWindow));
    }

    private ImmutableArray<HookTest> BuildTests(Section file, HashSet<string>? hookNames, IReadOnlyList<Hook>? hooks)
    {
        ImmutableArray<Entry<Section>> sections = file.Value(IntegrationSettings.Tests).OrEmpty();
        CheckNames(sections, TestSettings.Name, "test");
        var builder = new TestBuilder(hookNames, hooks, reader);
        return [.. sections.Select(test => builder.Build(test.Value)).OfType<HookTest>()];
    }

    /// <returns>The names.</returns>
    private HashSet<string> CheckNames(ImmutableArray<Entry<Section>> sections, Setting<string> name, string what)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (Entry<string> each in sections.Select(section => section.Value.Find(name)).OfType<Entry<string>>())
        {
            if (!found.Add(each.Value))
            {
                _problems.Error(each.Place, "duplicate-name", $"A {what} {each.Shown} is there already. Give this one another name.");
            }
        }

        return found;
    }

    private void WarnWithoutHooks(Section file)
    {
        if (HooksWritten(file) == 0)
        {
            _problems.Warn(file.Place, "no-hooks", "Without hooks nothing is done with the records. Add \"hooks\".");
        }
    }

    /// <returns>Null when <c>hooks</c> is no list.</returns>
    private static int? HooksWritten(Section file) => file.MemberOf(IntegrationSettings.Hooks.Name)?.Value switch
    {
        null => 0,
        ArrayNode list => list.Items.Count,
        _ => null,
    };
}
