using System.Text;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Output;

/// <summary>Logs, one line an event: a text for people, or a JSON object for machines.</summary>
/// <remarks>An exception's stack is written only when <paramref name="showStacks"/> says so; its message always.</remarks>
internal sealed class LogLines(Messages messages, LogLevel least, bool asJson, bool showStacks, TimeProvider time) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one place for logs.");

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, EventId id, string text, Exception? exception)
    {
        string source = category[(category.LastIndexOf('.') + 1)..];
        string at = Times.Text(time.GetUtcNow());
        string? fault = exception is null ? null : showStacks ? exception.ToString() : exception.Message;
        messages.Say(asJson
            ? JsonLine(level, source, id, text, at, fault)
            : $"{at} {Word(level)} {source}: {text}{(fault is null ? "" : ": " + fault)}");
    }

    private static string JsonLine(LogLevel level, string source, EventId id, string text, string at, string? fault)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("level", Word(level));
            json.WriteString("source", source);
            json.WriteNumber("event", id.Id);
            json.WriteString("text", text);
            json.WriteString("exception", fault);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    /// <summary>The scheduler and the web server tell of each of their steps; ours are enough. That the server cannot start, the command says itself.</summary>
    private static LogLevel LeastOf(string category, LogLevel least) => least switch
    {
        > LogLevel.Debug when category.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal) => LogLevel.Critical,
        > LogLevel.Debug and < LogLevel.Warning when category.StartsWith("Quartz", StringComparison.Ordinal) || category.StartsWith("Microsoft.", StringComparison.Ordinal) => LogLevel.Warning,
        _ => least,
    };

    private sealed class Lines(LogLines log, string category) : ILogger
    {
        private readonly LogLevel _least = LeastOf(category, log.Least);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Write(logLevel, category, eventId, formatter(state, exception), exception);
            }
        }
    }

    private LogLevel Least { get; } = least;
}
