using System.Text.Json;
using Connector.Api.Description;
using Connector.Configuration;
using Connector.Core.Access;
using Connector.Service;
using Connector.Service.Config;

namespace Connector.Api.Routes;

/// <summary>The files of integrations.</summary>
internal sealed class ConfigRoutes(ConfigFiles files, Orders orders) : IRoutes
{
    private static readonly Parameter IfMatch = Parameter.Header("If-Match", "The `ETag` the file must have now; `*`: it must be there. Default: whatever is there is replaced.");
    private static readonly Parameter IfNoneMatch = Parameter.Header("If-None-Match", "`*`: there must be no such file yet.");

    private static readonly Shape Text = Shape.Text("The file's text: JSON with comments and trailing commas.", "{ \"source\": { \"applicationId\": 1111, \"token\": \"${env:APPMETRICA_TOKEN}\" } }");

    private static readonly Shape Replaced = Shape.Object(
        "ConfigReplaced",
        "What became of the file.",
        new("integration", Shape.Text("Its name.")),
        new("etag", Shape.Text("As in the header `ETag`.")),
        new("inUse", Shape.Flag("False: it is on disk, and something keeps the service from using it; it tries again. `/health/ready` says what.")),
        new("problems", Shape.ListOf(Shapes.ConfigProblem, "Warnings, of the whole folder.")));

    private static readonly Shape Checked = Shape.Object(
        "ConfigCheck",
        "What is wrong with the config.",
        new("ok", Shape.Flag("There is no error.")),
        new("problems", Shape.ListOf(Shapes.ConfigProblem, "By file, then by place.")));

    private static readonly Shape Draft = Shape.Object(
        "ConfigDraft",
        "A text that is looked at in place of an integration's file.",
        new("integration", Shape.Text("Its name; a new one is one file more.", "shop-app")),
        new("text", Text));

    public IEnumerable<Route> All =>
    [
        new(HttpMethods.Get, "/api/v1/integrations/{name}/config", Role.Viewer, "getConfig", ShowAsync)
        {
            Area = Areas.Config,
            Summary = "Shows the file of an integration, as it is on disk.",
            Details = "Secrets should stand in it as `${env:NAME}` alone. One in clear text is shown to admins; others see `***` in its place.",
            Parameters = [Parameters.Name],
            Answers =
            [
                new(200, "The text.", Text) { MediaType = "text/plain", Headers = [("ETag", "Changes with the file; for `If-Match`.")] },
                Answer.Problem(409, "The file cannot be shown: it lies outside the folder, cannot be read, or is no JSON while the caller is no admin."),
            ],
        },
        new(HttpMethods.Put, "/api/v1/integrations/{name}", Role.Admin, "putIntegration", ReplaceAsync)
        {
            Area = Areas.Config,
            Summary = "Checks an integration's file and puts it in place of the one there is.",
            Details = "It is checked within the whole folder, written in one step and taken up at once. A name that is not there makes a new file; it may have letters, digits, `-` and `_`. "
                + "A `${file:..}` may lead out of the config folder only where a file on disk names the same already.",
            Parameters = [Parameters.Name, IfMatch, IfNoneMatch],
            Body = new Body(Shape.Any("An object as `config/schemas/integration.schema.json` has it; comments and trailing commas are welcome."), "The file's text.", "application/json", "text/plain"),
            Answers =
            [
                new(200, "The file was replaced.", Replaced) { Headers = [("ETag", "The file's new tag.")] },
                new(201, "A new file was made.", Replaced) { Headers = [("ETag", "The file's tag."), ("Location", "The integration.")] },
                Answer.Problem(409, "The file cannot be written, or lies outside the folder."),
                Answer.Problem(412, "The file is not what `If-Match` or `If-None-Match` says; nothing was written.") with { Headers = [("ETag", "The tag the file has.")] },
                new(422, "The config would have errors; nothing was written.", Shapes.ConfigProblems) { MediaType = ApiProblem.MediaType },
            ],
        },
        new(HttpMethods.Post, "/api/v1/validate", Role.Viewer, "validate", ValidateAsync)
        {
            Area = Areas.Config,
            Summary = "Checks the config and writes nothing.",
            Details = "Without a body: the folder as it is on disk, with the secrets it names. With one: as it would be with this text; secrets are then left alone.",
            Body = Body.Json(Draft, "A text to look at; none: what is on disk.") with { Required = false },
            Answers = [new(200, "Everything that is wrong, be it nothing.", Checked)],
        },
    ];

    private async Task ShowAsync(ApiCall call)
    {
        ConfigFile file = Read(call.Text(Parameters.Name)!);
        string text = call.Caller.Role == Role.Admin
            ? file.Text
            : SecretMask.Hide(file.Text) ?? throw ApiProblem.Conflict($"The file of {file.Name} is no JSON now, so secrets in it cannot be told apart. An admin can see it.");
        call.Http.Response.Headers.ETag = file.Tag;
        call.Http.Response.ContentType = "text/plain; charset=utf-8";
        await call.Http.Response.WriteAsync(text, call.Aborted);
    }

    private async Task ReplaceAsync(ApiCall call)
    {
        string name = call.Text(Parameters.Name)!;
        if (!ConfigFiles.IsName(name) && !files.Names.Contains(name))
        {
            throw ApiProblem.BadParameter(Parameters.Name.Name, "A new integration's name has at most 64 letters, digits, '-' and '_', and begins with a letter or digit.");
        }

        string? ifMatch = call.Text(IfMatch);
        bool mustBeNew = call.Text(IfNoneMatch) switch
        {
            null => false,
            "*" => true,
            _ => throw ApiProblem.BadParameter(IfNoneMatch.Name, "If-None-Match can only be '*' here."),
        };
        Replacement done = await ReplaceAsync(call, new ConfigDraft(name, await call.TextBodyAsync()), ifMatch, mustBeNew);
        if (done.File is { } file)
        {
            call.Http.Response.Headers.ETag = file.Tag;
        }

        switch (done.Kind)
        {
            case ReplacementKind.Refused:
                throw Broken(done.Problems);
            case ReplacementKind.Overtaken:
                await new ApiProblem(
                    StatusCodes.Status412PreconditionFailed,
                    "precondition-failed",
                    "The file is not what you think.",
                    done.File is null ? "There is no such file." : "The file was changed in between, or is there already. Look at it again; nothing was written.").WriteAsync(call.Http);
                return;
            case ReplacementKind.Created:
                call.Http.Response.Headers.Location = "/api/v1/integrations/" + name;
                break;
        }

        await call.AnswerAsync(
            json =>
            {
                json.WriteString("integration", name);
                json.WriteString("etag", done.File!.Tag);
                json.WriteBoolean("inUse", done.InUse);
                json.WriteProblems(done.Problems);
            },
            done.Kind == ReplacementKind.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task ValidateAsync(ApiCall call)
    {
        ConfigResult result = await call.BodyAsync() is { } body
            ? files.Check(new ConfigDraft(NameIn(body), body.GetProperty("text").GetString()!))
            : files.Check();
        await call.AnswerAsync(json =>
        {
            json.WriteBoolean("ok", result.Catalog is not null);
            json.WriteProblems(result.Problems);
        });
    }

    /// <summary>A config that cannot be used.</summary>
    public static ApiProblem Broken(IReadOnlyList<Problem> problems) => new(
        StatusCodes.Status422UnprocessableEntity,
        "config-problems",
        "The config has errors.",
        problems.First(problem => problem.Severity == Severity.Error).ToString())
    {
        Members = json => json.WriteProblems(problems),
    };

    /// <summary>The draft's name, where it is one that a file may have.</summary>
    private string NameIn(JsonElement body)
    {
        string name = body.GetProperty("integration").GetString()!;
        return ConfigFiles.IsName(name) || files.Names.Contains(name)
            ? name
            : throw ApiProblem.BadBody("'integration' has at most 64 letters, digits, '-' and '_', and begins with a letter or digit.");
    }

    private ConfigFile Read(string name)
    {
        try
        {
            return files.Read(name) ?? throw ApiProblem.Unknown("integration", name, files.Names);
        }
        catch (ConfigFileException e)
        {
            throw ApiProblem.Conflict(e.Message);
        }
    }

    private async Task<Replacement> ReplaceAsync(ApiCall call, ConfigDraft draft, string? ifMatch, bool mustBeNew)
    {
        try
        {
            return await orders.ReplaceAsync(call.Caller, draft, ifMatch, mustBeNew, call.Aborted);
        }
        catch (ConfigFileException e)
        {
            throw ApiProblem.Conflict(e.Message);
        }
    }
}
