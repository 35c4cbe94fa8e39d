using Connector.Configuration;
using Connector.Core.Access;
using Connector.Pages.Views;
using Connector.Schedule;
using Connector.Service;
using Connector.Service.Config;

namespace Connector.Pages.Routes;

/// <summary>The editor of an integration's file.</summary>
internal sealed class EditPages(ConfigFiles files, Orders orders, DraftPreviews previews, SyncControl control) : IConsoleRoutes
{
    private const string Path = "/integrations/{name}";

    public IEnumerable<ConsoleRoute> All =>
    [
        ConsoleRoute.Get("/new-integration", Role.Admin, visit => Task.FromResult(AskName(visit, null))),
        ConsoleRoute.Post("/new-integration", Role.Admin, visit => Task.FromResult(Begin(visit))),
        ConsoleRoute.Get(Path + "/edit", Role.Viewer, visit => Task.FromResult(Open(visit))),
        ConsoleRoute.Post(Path + "/edit", Role.Viewer, TryAsync),
        ConsoleRoute.Post(Path, Role.Admin, SaveAsync),
    ];

    private static IResult AskName(Visit visit, string? fault) => visit.Show<NewIntegrationView>(
        fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        (nameof(NewIntegrationView.Templates), Templates.All),
        (nameof(NewIntegrationView.Name), fault is null ? "" : visit.Text("name")),
        (nameof(NewIntegrationView.Fault), fault));

    private IResult Begin(Visit visit)
    {
        string name = visit.Field("name") ?? "";
        return !ConfigFiles.IsName(name) ? AskName(visit, "A name has at most 64 letters, digits, '-' and '_', and begins with a letter or digit. It becomes the file's name.")
            : files.Names.Contains(name) ? AskName(visit, $"There is an integration '{name}' already.")
            : visit.GoTo(Link.To(Link.ToIntegration(name, "/edit"), ("template", visit.Field("template") ?? Templates.All[0].Name)));
    }

    private IResult Open(Visit visit)
    {
        string name = visit["name"];
        if (!files.Names.Contains(name))
        {
            return visit.Visitor.Role == Role.Admin && ConfigFiles.IsName(name) && Templates.Text(visit.Query("template") ?? "", control.Catalog) is { } template
                ? Show(visit, new Draft(name, template, null))
                : IntegrationPages.Unknown(visit, name, files.Names);
        }

        Draft draft = Read(visit, name);
        // What is wrong on disk is told at once: the first page leads here with it.
        return Show(visit, draft.Fault is null && control.Config.IsBroken ? draft.With(control.Config.Problems) : draft);
    }

    /// <summary>Checks a text, or tries it on records; nothing is written.</summary>
    private async Task<IResult> TryAsync(Visit visit)
    {
        if (Sent(visit) is not { } draft)
        {
            return IntegrationPages.Unknown(visit, visit["name"], files.Names);
        }

        var text = new ConfigDraft(draft.Name, draft.Text);
        draft = draft.With(files.Check(text).Problems);
        if (visit.Field("do") == "preview" && files.CheckAlone(text).Catalog is { } catalog)
        {
            string from = visit.Field("records") == PreviewRecords.Rejects ? PreviewRecords.Rejects : PreviewRecords.Last;
            draft = draft with { Preview = await previews.RunAsync(catalog, draft.Name, from, visit.Aborted) };
        }

        return Show(visit, draft);
    }

    private async Task<IResult> SaveAsync(Visit visit)
    {
        if (Sent(visit) is not { } draft)
        {
            return IntegrationPages.Unknown(visit, visit["name"], files.Names);
        }

        try
        {
            Replacement done = await orders.ReplaceAsync(visit.Visitor, new ConfigDraft(draft.Name, draft.Text), draft.Tag, mustBeNew: draft.IsNew, visit.Aborted);
            return done.Kind switch
            {
                ReplacementKind.Refused => Show(visit, draft.With(done.Problems), StatusCodes.Status422UnprocessableEntity),
                ReplacementKind.Overtaken => Show(visit, Overtaken(draft, done.File), StatusCodes.Status409Conflict),
                _ => visit.GoTo(
                    done.InUse ? Link.ToIntegration(draft.Name) : Link.ToIntegration(draft.Name, "/edit"),
                    done.InUse ? "Saved and in use." : "Saved, but not in use yet: the first page says what stands in the way."),
            };
        }
        catch (ConfigFileException e)
        {
            return Show(visit, draft with { Fault = e.Message }, StatusCodes.Status409Conflict);
        }
    }

    private static Draft Overtaken(Draft draft, ConfigFile? file) => draft with
    {
        // Saving once more, after a look, replaces what the other one wrote.
        Tag = file?.Tag,
        OnDisk = file?.Text ?? "",
    };

    /// <summary>The text that was sent, as the file would have it.</summary>
    /// <returns>Null: it is of no file that there is or may be.</returns>
    private Draft? Sent(Visit visit)
    {
        string name = visit["name"];
        bool isThere = files.Names.Contains(name);
        if (!isThere && !(visit.Visitor.Role == Role.Admin && ConfigFiles.IsName(name)))
        {
            return null;
        }

        string? before = null;
        try
        {
            before = files.Read(name)?.Text;
        }
        catch (ConfigFileException)
        {
            // Whoever saves is told; to check a text, the file need not be read.
        }

        return new Draft(name, FileText.FromForm(visit.Text("text"), before), visit.Field("tag"));
    }

    private Draft Read(Visit visit, string name)
    {
        try
        {
            ConfigFile file = files.Read(name)!;
            string? text = visit.Visitor.Role == Role.Admin ? file.Text : SecretMask.Hide(file.Text);
            return new Draft(name, text ?? "", file.Tag)
            {
                Fault = text is null ? "The file is no JSON now, so that secrets in it cannot be told apart. An admin can see it." : null,
            };
        }
        catch (ConfigFileException e)
        {
            return new Draft(name, "", null) { Fault = e.Message };
        }
    }

    private static IResult Show(Visit visit, Draft draft, int status = StatusCodes.Status200OK) => visit.Show<EditView>(status, (nameof(EditView.Draft), draft));
}
