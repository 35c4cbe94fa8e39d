using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.Http;

namespace Connector.Vendors.Metrix;

/// <summary>Decodes files of messages of one type: messages by themselves, and whole bodies of requests.</summary>
/// <remarks>JSON: one of them, a list, or a list in <c>data</c>; or one a line.</remarks>
/// <param name="rows">Reads what is left when requests were taken apart: objects, one a line; and tables.</param>
public sealed class MessageDecoder(LogResource type, IExportDecoder rows) : IExportDecoder
{
    private const int DeepestJson = 1024;

    private static readonly JsonDocumentOptions Documents = new() { MaxDepth = DeepestJson };
    private static readonly JsonSerializerOptions Lists = new() { MaxDepth = DeepestJson };

    /// <inheritdoc/>
    /// <exception cref="SourceException">The body is not in this format.</exception>
    public async Task DecodeAsync(Stream body, ExportFormat format, RecordSchema schema, IRecordSink sink, CancellationToken cancellationToken)
    {
        if (format == ExportFormat.Csv)
        {
            await rows.DecodeAsync(body, format, schema, sink, cancellationToken);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lines = new Pipe();
        Task writing = WriteAsync(body, format, lines.Writer, stop.Token);
        try
        {
            await using Stream messages = lines.Reader.AsStream();
            await rows.DecodeAsync(messages, ExportFormat.JsonLines, schema, sink, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(Stream body, ExportFormat format, PipeWriter lines, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await (format == ExportFormat.JsonLines ? WriteLinesAsync(body, lines, cancellationToken) : WriteJsonAsync(body, lines, cancellationToken));
        }
        catch (JsonException e)
        {
            fault = new SourceException($"The file is no whole JSON; it breaks off or goes wrong in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
        catch (Exception e)
        {
            fault = e;
        }

        // The fault is thrown where the lines are read.
        await lines.CompleteAsync(fault);
    }

    private async Task WriteJsonAsync(Stream body, PipeWriter lines, CancellationToken cancellationToken)
    {
        var file = new PeekedStream(body);
        if (IsList((await file.PeekAsync(64, cancellationToken)).Span))
        {
            await foreach (JsonElement sent in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(file, Lists, cancellationToken))
            {
                await WriteAsync(SentMessages.Of(sent, type), lines, cancellationToken);
            }

            return;
        }

        using JsonDocument document = await JsonDocument.ParseAsync(file, Documents, cancellationToken);
        JsonElement root = document.RootElement;
        IEnumerable<JsonElement> all = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array
            ? data.EnumerateArray()
            : [root];
        foreach (JsonElement sent in all)
        {
            await WriteAsync(SentMessages.Of(sent, type), lines, cancellationToken);
        }
    }

    private async Task WriteLinesAsync(Stream body, PipeWriter lines, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            await WriteAsync(MessagesOf(line), lines, cancellationToken);
        }
    }

    /// <summary>A line that is no JSON goes on as it is: whoever reads the lines says what is wrong with it.</summary>
    private IEnumerable<string> MessagesOf(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Documents);
            return [.. SentMessages.Of(document.RootElement, type)];
        }
        catch (JsonException)
        {
            return [line];
        }
    }

    private static bool IsList(ReadOnlySpan<byte> start) =>
        (start.StartsWith(Encoding.UTF8.Preamble) ? start[Encoding.UTF8.Preamble.Length..] : start).TrimStart(" \t\r\n"u8).StartsWith("["u8);

    private static async Task WriteAsync(IEnumerable<string> messages, PipeWriter lines, CancellationToken cancellationToken)
    {
        foreach (string message in messages)
        {
            Encoding.UTF8.GetBytes(message, lines);
            lines.Write("\n"u8);
            await lines.FlushAsync(cancellationToken);
        }
    }
}
