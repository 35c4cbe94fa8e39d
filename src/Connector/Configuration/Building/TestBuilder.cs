using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core.Catalog;
using Connector.Core.Records;

namespace Connector.Configuration.Building;

/// <summary>Makes a test of one of an integration's <c>tests</c>.</summary>
/// <param name="hookNames">Null while a hook's name is missing or wrong.</param>
/// <param name="hooks">Null while a hook is wrong.</param>
internal sealed class TestBuilder(IReadOnlyCollection<string>? hookNames, IReadOnlyList<Hook>? hooks, SectionReader reader)
{
    private readonly FileProblems _problems = reader.Problems;

    /// <returns>Null when something is wrong; a problem was added then.</returns>
    public HookTest? Build(Section test)
    {
        var given = test.Value(TestSettings.Given).OrEmpty();
        test.TryGet(TestSettings.Record, out Entry<ConfigNode>? record);
        if (test.TryGet(TestSettings.Resource, out Entry<LogResource>? resource))
        {
            CheckResource(resource);
            foreach (Entry<ConfigNode> each in record is null ? given : given.Add(record))
            {
                CheckColumns((ObjectNode)each.Node, resource.Value);
            }
        }

        test.TryGet(TestSettings.Expect, out Entry<Section>? expect);
        if (expect is not null)
        {
            CheckExpectation(expect.Value);
        }

        return resource is null || record is null || expect is null || !test.TryGet(TestSettings.Name, out Entry<string>? name)
            ? null
            : new HookTest(name.Value, resource.Value, [.. given.Select(each => Json(each.Node))], Json(record.Node), Json(expect.Node), test.Place.Line);
    }

    private string Json(ConfigNode node) => CompactJson.Write(node, reader);

    private void CheckResource(Entry<LogResource> resource)
    {
        if (hooks is not null && hooks.All(hook => hook.Resource != resource.Value))
        {
            string[] used = [.. hooks.Select(hook => hook.Resource.Name).Distinct(StringComparer.Ordinal)];
            _problems.Error(resource.Place, "unused-resource", $"No hook reads {resource.Shown}. {Suggestion.From(resource.Text ?? "", used)}".TrimEnd());
        }
    }

    private void CheckColumns(ObjectNode record, LogResource resource)
    {
        foreach (Member member in record.Members.Where(member => !resource.FreeColumns && !resource.Has(member.Name)))
        {
            string? near = Core.Nearest.To(member.Name, resource.Columns);
            string cure = near is null ? "Remove it; what the app sends stands in event_json." : $"Did you mean '{near}'?";
            _problems.Warn(member.Place, "unknown-column", $"'{member.Name}' is no column of {resource.Name}. {cure}");
        }
    }

    private void CheckExpectation(Section expect)
    {
        if (!expect.TryGet(ExpectSettings.Hook, out Entry<string>? name))
        {
            return;
        }

        if (hookNames is not null && !hookNames.Contains(name.Value))
        {
            _problems.Error(name.Place, "unknown-hook", $"{name.Shown} is no hook of this file. {Suggestion.From(name.HoldsSecret ? "" : name.Value, hookNames)}".TrimEnd());
            return;
        }

        if (hooks?.FirstOrDefault(hook => hook.Name == name.Value) is ImportProfileHook import &&
            expect.Find(ExpectSettings.Changes)?.Node is ObjectNode changes)
        {
            foreach (Member member in changes.Members.Where(member => import.Database.Find(member.Name) is null))
            {
                string cure = Suggestion.From(member.Name, [.. import.Database.Fields.Select(field => field.Name)]);
                _problems.Error(member.Place, "unknown-field", $"'{member.Name}' is no field of the database '{import.Database.Name}'. {cure}".TrimEnd());
            }
        }
    }
}
