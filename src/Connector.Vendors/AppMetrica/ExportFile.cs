using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;

namespace Connector.Vendors.AppMetrica;

/// <summary>An export that was downloaded before: <c>.json</c>, <c>.csv</c> or <c>.jsonl</c>, each also as <c>.gz</c>, or standard input.</summary>
public sealed class ExportFile
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    private readonly string _path;
    private readonly Stream? _standardInput;

    private ExportFile(string path, ExportFormat format, Stream? standardInput)
    {
        _path = path;
        Format = format;
        _standardInput = standardInput;
    }

    public ExportFormat Format { get; }

    /// <summary>Looks at the name and whether the file is there; nothing is read yet.</summary>
    /// <param name="path">A path, or <see cref="StandardInput"/>.</param>
    /// <param name="format">Null: by the extension.</param>
    /// <param name="standardInput">What is read for <see cref="StandardInput"/>. Whether it is zipped shows in its first bytes.</param>
    /// <exception cref="ExportFileException">There is no such file, or its format is not known.</exception>
    public static ExportFile At(string path, ExportFormat? format, Stream standardInput)
    {
        if (path == StandardInput)
        {
            return new ExportFile(path, format ?? throw new ExportFileException("Standard input has no name that tells its format; say it: json, csv or jsonl."), standardInput);
        }

        if (Directory.Exists(path))
        {
            throw new ExportFileException($"{path} is a directory; an export is one file.");
        }

        return File.Exists(path)
            ? new ExportFile(path, format ?? FormatOf(path), standardInput: null)
            : throw new ExportFileException($"There is no file {path}.");
    }

    /// <summary>Decodes the file into the sink; unzipping runs ahead on another thread.</summary>
    /// <param name="progress">Told the bytes read of the file as it stands on disk, and its length; on another thread.</param>
    /// <param name="decoder">Null: the file is an export of the Logs API.</param>
    /// <exception cref="ExportFileException">The file may not be read.</exception>
    /// <exception cref="ExportIncompleteException">The file ends before its end.</exception>
    /// <exception cref="SourceException">The file is no export of its format.</exception>
    public async Task DecodeAsync(
        RecordSchema schema, IRecordSink sink, IProgress<ExportProgress>? progress, CancellationToken cancellationToken, IExportDecoder? decoder = null)
    {
        await using FileStream? file = _standardInput is null ? Open() : null;
        // A pipe has a name and no length.
        long? length = file is { CanSeek: true } ? file.Length : null;
        long bytes = 0;
        CountedStream counted = new(file ?? _standardInput!, count =>
        {
            bytes = count;
            progress?.Report(new ExportProgress(ExportStage.Downloading, null, count, length));
        });
        await using (ReadAheadStream body = new(await UnzippedAsync(counted, cancellationToken)))
        {
            await (decoder ?? new ExportDecoder()).DecodeAsync(body, Format, schema, sink, cancellationToken);
        }

        progress?.Report(new ExportProgress(ExportStage.Done, null, bytes, length));
    }

    private static async ValueTask<Stream> UnzippedAsync(Stream file, CancellationToken cancellationToken)
    {
        PeekedStream peeked = new(file);
        ReadOnlyMemory<byte> start = await peeked.PeekAsync(2, cancellationToken);
        return start.Span.SequenceEqual<byte>([0x1F, 0x8B]) ? new GzipFileStream(peeked) : peeked;
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(_path, new FileStreamOptions
            {
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportFileException($"The file {_path} cannot be read: {e.Message}", e);
        }
    }

    private static ExportFormat FormatOf(string path)
    {
        string name = Path.GetFileName(path);
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(name) : name;
        return Path.GetExtension(plain).ToLowerInvariant() switch
        {
            ".json" => ExportFormat.Json,
            ".csv" => ExportFormat.Csv,
            ".jsonl" => ExportFormat.JsonLines,
            _ => throw new ExportFileException($"The name of {path} does not tell its format: it should end in .json, .csv or .jsonl, or these with .gz; or say the format."),
        };
    }
}

/// <summary>What should be a downloaded export is missing, or is no file of a known kind: nothing was read.</summary>
public sealed class ExportFileException(string message, Exception? inner = null) : SourceException(message, inner);
