using Connector.Configuration;

namespace Connector.Commands;

/// <summary><c>connector schema</c>: the files of a config folder that are made from code.</summary>
internal sealed class SchemaCommand() : ConnectorCommand(
    "schema",
    "Writes the JSON Schemas and the settings tables of the config folder. Needed only when settings change in the code.",
    "schema")
{
    public override Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> changed = ConfigDocs.Write(call.Settings.Config);
        foreach (string file in changed)
        {
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteString("file", file));
            }
            else
            {
                call.Out.Line(file);
            }
        }

        call.Messages.Note(changed.Count == 0 ? "Everything was up to date." : $"{changed.Count} files written.");
        return Task.FromResult(ExitCode.Done);
    }
}
