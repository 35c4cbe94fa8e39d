using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.Metrix;

namespace Connector.Commands;

/// <summary>The options that name a downloaded export.</summary>
internal sealed class FileOptions
{
    private readonly Option<string> _resource = SharedOptions.Text("--resource", "R", "What the file is an export of: events, installations, ...", isRequired: true);
    private readonly Option<string> _input = SharedOptions.Text("--input", "FILE", "A .json, .csv or .jsonl file, each also .gz; - is standard input. Of messages: bare ones, or whole request bodies.", isRequired: true);
    private readonly Option<string> _format = SharedOptions.Text("--format", "FORMAT", "json, csv or jsonl. Default: what the file's name says.");

    public void AddTo(Command command)
    {
        command.Add(_resource);
        command.Add(_input);
        command.Add(_format);
    }

    /// <exception cref="UsageException">A name is not known, or no hook wants the resource.</exception>
    /// <exception cref="ExportFileException">There is no such file, or its format is not known.</exception>
    public FileWork Read(Invocation call, ConnectorCatalog catalog, string integrationName)
    {
        Integration integration = Invocation.Named(catalog.Integrations, integrationName, "integration");
        string resourceName = call.Get(_resource)!;
        LogResource resource = LogResource.Find(resourceName)
            ?? throw Invocation.Unknown(resourceName, "resource", LogResource.All.Concat(LogResource.Messages).Select(one => one.Name));
        if (!integration.Resources.Contains(resource))
        {
            string read = string.Join(", ", integration.Resources.Select(one => one.Name));
            throw new UsageException(
                $"No hook of {integration.Name} wants {resource.Name}; {(read.Length == 0 ? "it has no hooks" : $"its hooks want {read}")}. Give a hook \"resource\": \"{resource.Name}\".");
        }

        return new FileWork(integration, resource, ExportFile.At(call.Get(_input)!, FormatOf(call.Get(_format)), call.Outside.Input), call.Decoder);
    }

    private static ExportFormat? FormatOf(string? word) => word?.ToLowerInvariant() switch
    {
        null => null,
        "json" => ExportFormat.Json,
        "csv" => ExportFormat.Csv,
        "jsonl" => ExportFormat.JsonLines,
        _ => throw new UsageException($"There is no format '{word}'. Write json, csv or jsonl."),
    };
}

/// <summary>A downloaded export and whose it is.</summary>
internal sealed record FileWork(Integration Integration, LogResource Resource, ExportFile File, IExportDecoder Decoder)
{
    /// <summary>Reads the file's records.</summary>
    /// <exception cref="ExportFileException">The file is no export at all.</exception>
    /// <exception cref="ExportIncompleteException">The file ends before its end.</exception>
    public async Task ReadAsync(RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await File.DecodeAsync(schema, sink, progress, cancellationToken, Integration.IsRead ? Decoder : new MessageDecoder(Resource, Decoder));
        }
        catch (SourceException e) when (e is not ExportIncompleteException and not ExportFileException)
        {
            // A wrong file is a mistake in the command, not a source out of reach.
            throw new ExportFileException(e.Message, e);
        }
    }

    /// <summary>The zone of the file's local times; a guess is told.</summary>
    public async Task<TimeZoneInfo> ZoneAsync(Invocation call, IProgressStore progress, CancellationToken cancellationToken)
    {
        (TimeZoneInfo zone, string? notice) = await Synchronizer.ImportZoneAsync(Integration, progress, cancellationToken);
        if (notice is not null)
        {
            call.Messages.Note(notice);
        }

        return zone;
    }
}

/// <summary>Tells an observer how much of a file was read.</summary>
internal sealed class FileProgress(LogResource resource, IRunObserver observer) : IProgress<ExportProgress>
{
    public void Report(ExportProgress value) => observer.ExportMoved(resource, value);
}
