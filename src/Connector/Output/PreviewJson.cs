using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Output;

/// <summary>A line of <c>preview --json</c>, which is also what the examples of a config are compared with.</summary>
internal static class PreviewJson
{
    public static void WritePreview(this Utf8JsonWriter json, PreviewLine line, Integration integration)
    {
        json.WriteNumber("record", line.Record);
        json.WriteString("hook", line.Hook);
        json.WriteString("outcome", line.Outcome.Name());
        json.WriteString("profile", line.Profile is { } profile ? ProfileState.FormatId(profile) : null);
        if (line.Changes is { } changes)
        {
            json.WriteStartObject("changes");
            foreach ((Field? field, string name, object? value) in InOrder(changes, DatabaseOf(line, integration)))
            {
                json.WritePropertyName(name);
                json.WriteField(field, value);
            }

            json.WriteEndObject();
            json.WriteSubscriptions(changes.Subscriptions);
        }
        else
        {
            json.WriteNull("changes");
            json.WriteNull("subscriptions");
        }

        WriteGoal(json, line.Goal);
        json.WriteString("reason", line.Reason);
        if (line.Outcome is Outcome.Skip or Outcome.Reject)
        {
            json.WriteString("detail", line.Detail);
        }
    }

    /// <summary>The database of the hook that the line is about; null for a goal's hook.</summary>
    public static Database? DatabaseOf(PreviewLine line, Integration integration) =>
        integration.Hooks.OfType<ImportProfileHook>().FirstOrDefault(hook => hook.Name == line.Hook)?.Database;

    /// <summary>Changes in the order of the database's fields.</summary>
    public static IEnumerable<(Field? Field, string Name, object? Value)> InOrder(ChangeLog changes, Database? database) =>
        from change in changes.Fields
        let field = database?.Find(change.Key)
        orderby field is null ? int.MaxValue : database!.Fields.IndexOf(field)
        select (field, change.Key, change.Value);

    private static void WriteGoal(Utf8JsonWriter json, Goal? goal)
    {
        if (goal is null)
        {
            json.WriteNull("goal");
            return;
        }

        json.WriteStartObject("goal");
        json.WriteString("pixel", goal.Pixel);
        json.WriteString("goal", goal.Name);
        json.WriteDecimal("value", goal.Value);
        json.WriteTime("at", goal.At);
        json.WriteString("anonymousId", goal.Profile is null ? goal.AnonymousId : null);
        json.WriteEndObject();
    }
}
