using System.Text.Json;
using Connector.Api.Description;
using Connector.Configuration;
using Connector.Core.Access;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;
using Connector.Service;
using Connector.Service.Config;
using Connector.Vendors.Metrix;

namespace Connector.Api.Routes;

/// <summary>What an integration would do with records, before anything is done.</summary>
internal sealed class PreviewRoutes(RecordPreview preview, ConfigFiles files, SyncControl control) : IRoutes
{
    private static readonly Shape Number = Shape.Whole("") with { Description = null, Least = 1, Most = RecordPreview.MostRecords };

    private static readonly Shape Wish = Shape.Object(
        "PreviewWish",
        "What is to be tried on which records: exactly one of `records`, `last` and `rejects`.",
        new("integration", Shape.Text("Its name; with `text`, any name.", "shop-app")),
        Member.Optional("text", Shape.Text("The file's text as it is to be tried; null: the config in use.").OrNull),
        new("resource", Shape.Text("What the records are.", "events")),
        Member.Optional("records", Shape.ListOf(Shape.MapOf(Shape.Any("A column."), "A record, as a row of an export; a message, or the whole body of a request with messages."), $"Records of your own, at most {RecordPreview.MostRecords}.")),
        Member.Optional("last", Number with { Description = "So many of the last records that came from the source." }),
        Member.Optional("rejects", Number with { Description = "So many of the records that were refused last." }));

    private static readonly Shape Line = Shape.Object(
        "PreviewLine",
        "What would become of one record under one hook: a line of `preview --json`.",
        new("record", Shape.Whole("Its number, from 1.")),
        new("hook", Shape.Text("The hook; null: the record cannot be read.").OrNull),
        new("outcome", Shape.Word("What would happen.", "filtered", "create", "update", "unchanged", "skip", "goal", "goal_anonymous", "reject")),
        new("profile", Shape.Text("The profile there is; null: none.").OrNull),
        new("changes", Shape.MapOf(Shape.Any("The new value; null: it is cleared."), "Fields that would change.").OrNull),
        new("subscriptions", Shape.ListOf(Shapes.Subscription).OrNull),
        new("goal", Shape.Object(
            "PreviewGoal",
            "The goal that would be registered.",
            new("pixel", Shape.Text("Its group.")),
            new("goal", Shape.Text("Its name.")),
            new("value", Shape.Decimal("What it is worth.").OrNull),
            new("at", Shape.Time("When.")),
            new("anonymousId", Shape.Text("The device of an anonymous one.").OrNull)).OrNull),
        new("reason", Shape.Text("Of a skip or reject.").OrNull),
        Member.Optional("detail", Shape.Text("Why, for a person.").OrNull));

    private static readonly Shape Report = Shape.Object(
        "Preview",
        "What would happen. A record sees what the records before it would have done.",
        new("lines", Shape.ListOf(Line, "One a record and hook, in order.")),
        new("records", Shape.ListOf(Shape.MapOf(Shape.Any("A column."), "A record."), "The records, in order; the first is number 1.")),
        new("summary", Shapes.Summary),
        new("missingColumns", Shape.ListOf(Shape.Text("A column."), "What hooks read and none of the records has. Records from the source have only what hooks read when they came.")),
        new("problems", Shape.ListOf(Shapes.ConfigProblem, "Warnings about the text.")));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Post, "/api/v1/preview", Role.Viewer, "preview", PreviewAsync)
        {
            Area = Areas.Config,
            Summary = "Says what would become of records, and writes nothing.",
            Details = "With a text, its secrets are left alone: a `${..}` in a value shows as written.",
            Body = Body.Json(Wish, "What to try."),
            Answers =
            [
                new(200, "What would happen.", Report),
                Answer.Problem(404, "There is no such integration or resource."),
                new(422, "The text has errors.", Shapes.ConfigProblems) { MediaType = ApiProblem.MediaType },
            ],
        },
    ];

    private async Task PreviewAsync(ApiCall call)
    {
        JsonElement wish = (await call.BodyAsync()).GetValueOrDefault();
        string name = wish.GetProperty("integration").GetString()!;
        (ConnectorCatalog catalog, IReadOnlyList<Problem> problems) = CatalogOf(wish, name);
        Integration integration = catalog.Integrations.GetValueOrDefault(name) ?? throw ApiProblem.Unknown("integration", name, catalog.Integrations.Keys);
        LogResource resource = ResourceOf(wish, integration);
        IReadOnlyList<string> records = await RecordsAsync(wish, integration, resource, call.Aborted);
        PreviewReport report = await preview.RunAsync(catalog, integration, resource, records, call.Aborted);
        await call.AnswerAsync(json => Write(json, report, records, problems));
    }

    private (ConnectorCatalog Catalog, IReadOnlyList<Problem> Problems) CatalogOf(JsonElement wish, string name)
    {
        if (!wish.TryGetProperty("text", out JsonElement text) || text.ValueKind == JsonValueKind.Null)
        {
            return (control.Catalog, []);
        }

        if (!ConfigFiles.IsName(name) && !files.Names.Contains(name))
        {
            throw ApiProblem.BadBody("'integration' has at most 64 letters, digits, '-' and '_', and begins with a letter or digit.");
        }

        ConfigResult result = files.CheckAlone(new ConfigDraft(name, text.GetString()!));
        return result.Catalog is { } catalog ? (catalog, result.Problems) : throw ConfigRoutes.Broken(result.Problems);
    }

    private static LogResource ResourceOf(JsonElement wish, Integration integration)
    {
        string word = wish.GetProperty("resource").GetString()!;
        LogResource resource = LogResource.Find(word) ?? throw ApiProblem.Unknown("resource", word, LogResource.All.Concat(LogResource.Messages).Select(one => one.Name));
        return integration.Resources.Contains(resource)
            ? resource
            : throw ApiProblem.BadBody($"No hook of {integration.Name} wants {resource.Name}. Its hooks want {string.Join(", ", integration.Resources.Select(one => one.Name))}.");
    }

    private async Task<IReadOnlyList<string>> RecordsAsync(JsonElement wish, Integration integration, LogResource resource, CancellationToken cancellationToken)
    {
        bool own = wish.TryGetProperty("records", out JsonElement records);
        bool last = wish.TryGetProperty("last", out JsonElement lastCount);
        bool rejects = wish.TryGetProperty("rejects", out JsonElement rejectCount);
        if ((own ? 1 : 0) + (last ? 1 : 0) + (rejects ? 1 : 0) != 1)
        {
            throw ApiProblem.BadBody("Give exactly one of 'records', 'last' and 'rejects'.");
        }

        if (own && records.GetArrayLength() > RecordPreview.MostRecords)
        {
            throw ApiProblem.BadBody($"'records' may have at most {RecordPreview.MostRecords}.");
        }

        return own ? [.. records.EnumerateArray().SelectMany(record => OwnOf(record, integration, resource)).Take(RecordPreview.MostRecords)]
            : last ? await preview.LastRecordsAsync(integration.Name, resource, lastCount.GetInt32(), cancellationToken)
            : await preview.LastRejectsAsync(integration.Name, resource, rejectCount.GetInt32(), cancellationToken);
    }

    /// <summary>Whoever has the body of a request need not take it apart.</summary>
    private static IEnumerable<string> OwnOf(JsonElement record, Integration integration, LogResource resource) =>
        integration.IsRead ? [record.GetRawText()] : SentMessages.Of(record, resource);

    private static void Write(Utf8JsonWriter json, PreviewReport report, IReadOnlyList<string> records, IReadOnlyList<Problem> problems)
    {
        json.WriteStartArray("lines");
        foreach (PreviewLine line in report.Lines)
        {
            json.WriteStartObject();
            json.WritePreview(line, report.Integration);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("records");
        foreach (string record in records)
        {
            json.WriteRawValue(record);
        }

        json.WriteEndArray();
        json.WriteStartObject("summary");
        json.WriteSummary(report.Counts, report.Elapsed);
        json.WriteEndObject();
        json.WriteStartArray("missingColumns");
        foreach (string column in report.MissingColumns)
        {
            json.WriteStringValue(column);
        }

        json.WriteEndArray();
        json.WriteProblems(problems);
    }
}
