using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Output;

/// <summary>Logs, one line an event: a text for people, or a JSON object for machines.</summary>
/// <remarks>An exception's stack is written only when <paramref name="showStacks"/> says so; its message always.</remarks>
internal sealed class LogLines(Messages messages, LogLevel least, bool asJson, bool showStacks, TimeProvider time) : ILoggerFactory
{
    /// <summary>The name under which a message's own text, with its places unfilled, comes among its values.</summary>
    private const string Template = "{OriginalFormat}";

    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("There is one place for logs.");

    public void Dispose()
    {
    }

    private void Write<TState>(LogLevel level, string category, EventId id, TState state, string text, Exception? exception)
    {
        string at = Times.Text(time.GetUtcNow());
        string? fault = exception is null ? null : showStacks ? exception.ToString() : exception.Message;
        messages.Say(asJson
            ? JsonLine(level, category, id, state, text, at, fault)
            : $"{at} {Word(level)} {category[(category.LastIndexOf('.') + 1)..]}: {text}{(fault is null ? "" : ": " + fault)}");
    }

    private static string JsonLine<TState>(LogLevel level, string category, EventId id, TState state, string text, string at, string? fault)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("level", Word(level));
            json.WriteString("source", category);
            json.WriteNumber("event", id.Id);
            json.WriteString("name", id.Name);
            json.WriteString("text", text);
            WriteValues(json, state);
            json.WriteString("exception", fault);
            json.WriteString("trace", Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>What stands in the text's places, by the names of those places.</summary>
    private static void WriteValues<TState>(Utf8JsonWriter json, TState state)
    {
        json.WriteStartObject("values");
        foreach ((string name, object? value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            switch (value)
            {
                case not null when name == Template:
                    break;
                case int or long:
                    json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
                case bool truth:
                    json.WriteBoolean(name, truth);
                    break;
                default:
                    json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
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
        // It writes down paths and queries, and with them e-mails, at a level where there are to be none.
        < LogLevel.Warning when category == "Microsoft.AspNetCore.Hosting.Diagnostics" => LogLevel.Warning,
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
                log.Write(logLevel, category, eventId, state, formatter(state, exception), exception);
            }
        }
    }

    private LogLevel Least { get; } = least;
}
