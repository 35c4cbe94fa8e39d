using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.AppMetrica.Decoding;
using Microsoft.Extensions.Logging;
using Record = Connector.Core.Records.Record;

namespace Connector.Tests.Vendors.AppMetrica;

/// <summary>Decodes as far as these tests need it: a record a line, the end mark of JSON, the last CSV row with or without line end.</summary>
internal sealed class LineDecoder : IExportDecoder
{
    public async Task DecodeAsync(Stream body, ExportFormat format, RecordSchema schema, IRecordSink sink, CancellationToken ct)
    {
        using StreamReader reader = new(body, Encoding.UTF8, leaveOpen: true);
        bool json = format == ExportFormat.Json;
        bool ended = !json;
        bool header = !json;
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (json && line.TrimEnd().EndsWith("]}", StringComparison.Ordinal))
            {
                ended = true;
                break;
            }
            else if (header)
            {
                header = false;
            }
            else if (!json || line.StartsWith("{\"event", StringComparison.Ordinal))
            {
                byte[] row = Encoding.UTF8.GetBytes(line);
                Record record = new(schema);
                record.Begin(row);
                record.End(0, row.Length);
                sink.Add(record);
            }
        }

        if (!ended)
        {
            throw new ExportIncompleteException("The JSON ended without its end mark.");
        }
    }
}

internal sealed class ListSink : IRecordSink
{
    public List<string> Rows { get; } = [];

    public bool Add(Record record)
    {
        Rows.Add(Encoding.UTF8.GetString(record.Raw));
        return false;
    }

    public bool AddMalformed(ReadOnlySpan<byte> text, string reason) => false;

    public ValueTask HandOnAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

internal sealed class ListLogger : ILogger<AppMetricaClient>
{
    private readonly List<(EventId Id, LogLevel Level, string Text)> _entries = [];
    private readonly List<(string Text, TaskCompletionSource Said)> _awaited = [];

    public IReadOnlyList<(EventId Id, LogLevel Level, string Text)> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_entries)
        {
            string text = formatter(state, exception) + exception;
            _entries.Add((eventId, logLevel, text));
            _awaited.FindAll(one => text.Contains(one.Text, StringComparison.Ordinal)).ForEach(one => one.Said.TrySetResult());
        }
    }

    /// <summary>Ends when a line that holds the text was or is written.</summary>
    public Task WhenSaidAsync(string text)
    {
        lock (_entries)
        {
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, said));
            return _entries.Exists(entry => entry.Text.Contains(text, StringComparison.Ordinal)) ? Task.CompletedTask : said.Task;
        }
    }
}
