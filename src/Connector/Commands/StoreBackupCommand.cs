using System.CommandLine;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector store backup</c>.</summary>
internal sealed class StoreBackupCommand : ConnectorCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "Where to. It is there only when it is whole: until then it is FILE.part." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace FILE where it is there." };

    public StoreBackupCommand()
        : base(
            "backup",
            "Copies the store as it stands into one file, while the service or another command is running.",
            "store backup /backups/connector.db",
            "store backup nightly.db --force --json")
    {
        Add(_file);
        Add(_force);
    }

    public override Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string file = call.Get(_file)!;
        string full = Path.GetFullPath(file);
        StoreFile store = call.StoreFile("Back it up by PostgreSQL's means: pg_dump --format=custom, or its continuous archiving.");
        if (full == Path.GetFullPath(call.StoreUrl.LocalPath) || File.Exists(full + "-wal"))
        {
            throw new UsageException($"{file} is a store in use. Name another file.");
        }

        if (Directory.Exists(full))
        {
            throw new UsageException($"{file} is a folder. Name a file in it.");
        }

        if (File.Exists(full) && !call.Get(_force))
        {
            throw new UsageException($"{file} is there already. Name another file, or replace it with --force.");
        }

        long bytes = store.Backup(full, cancellationToken);
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteString("file", full);
                json.WriteNumber("bytes", bytes);
            });
        }
        else
        {
            call.Out.Line($"{file}: {RunOutput.Number(bytes)} bytes. 'connector store check --store sqlite:{file}' looks it over.");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
