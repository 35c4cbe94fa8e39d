using System.CommandLine;
using Connector.Configuration;
using Connector.Output;

namespace Connector.Commands;

/// <summary><c>connector validate</c>: everything that is wrong with the config, at once.</summary>
internal sealed class ValidateCommand : ConnectorCommand
{
    private readonly Option<bool> _online = new("--online")
    {
        Description = "Also ask each source whether its token works, the application is visible, its zone, and whether exports are available. Starts none.",
    };

    public ValidateCommand()
        : base("validate", "Checks the config and tells every problem with its place and its cure.", "validate", "validate --online", "validate --json")
    {
        Add(_online);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        bool isOnline = call.Get(_online);
        ConfigResult result = Invocation.ReadConfig(call.Settings.Config, needsSecrets: isOnline, call.Outside.Environment, call.Settings.AllowedHosts);
        foreach (Problem problem in result.Problems)
        {
            Write(call, problem);
        }

        int errors = result.Problems.Count(problem => problem.Severity == Severity.Error);
        if (result.Catalog is not null && isOnline)
        {
            var online = new OnlineCheck(call);
            int code = await online.RunAsync(result.Catalog, cancellationToken);
            WriteTotals(call, errors + online.Errors, result.Problems.Count - errors + online.Warnings);
            return code;
        }

        WriteTotals(call, errors, result.Problems.Count - errors);
        return errors == 0 ? ExitCode.Done : ExitCode.Usage;
    }

    private static void Write(Invocation call, Problem problem)
    {
        if (!call.IsJson)
        {
            call.Out.Line(problem.ToString());
            return;
        }

        call.Out.Json(json =>
        {
            json.WriteString("file", problem.File);
            json.WriteNumber("line", problem.Line);
            json.WriteNumber("column", problem.Column);
            json.WriteString("severity", problem.Severity == Severity.Error ? "error" : "warning");
            json.WriteString("code", problem.Code);
            json.WriteString("text", problem.Text);
        });
    }

    private static void WriteTotals(Invocation call, int errors, int warnings)
    {
        int files = Directory.Exists(call.Settings.Config)
            ? ConfigFolder.Kinds
                .Select(folder => Path.Combine(call.Settings.Config, folder))
                .Where(Directory.Exists)
                .Sum(folder => Directory.EnumerateFiles(folder, "*.json").Count())
            : 0;
        string totals = $"{RunOutput.Plural(errors, "error")}, {RunOutput.Plural(warnings, "warning")} in {RunOutput.Plural(files, "file")}";
        if (call.IsJson)
        {
            call.Messages.Note(totals);
        }
        else
        {
            call.Out.Line(totals);
        }
    }
}
