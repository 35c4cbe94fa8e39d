using Connector.Core.Sync;
using Microsoft.Extensions.Logging;

namespace Connector.Commands;

/// <summary>What holds for an invocation: of the option, the environment, the settings file and the default, the first that says something.</summary>
/// <param name="LogLevel">Null: what the command deems right.</param>
/// <param name="LogAsJson">One JSON object a log line.</param>
/// <param name="Debug">Unexpected faults show where they came from.</param>
/// <param name="Retention">What the nightly tidying leaves.</param>
internal sealed record Settings(string Config, string Store, LogLevel? LogLevel, bool LogAsJson, bool Debug, Retention Retention)
{
    public const string DefaultConfig = "config";
    public const string DefaultStore = "sqlite:data/connector.db";

    /// <summary>Where the service listens, as <c>--urls</c> takes it.</summary>
    public string Urls { get; init; } = Service.ListenUrls.Default;

    private const string DefaultFile = "appsettings.json";

    /// <summary>Reads what applies; an option or a setting that was not given is null.</summary>
    /// <exception cref="UsageException">The settings file is missing or wrong, or a word is not known.</exception>
    public static Settings Read(string? config, string? store, string? settingsFile, Func<string, string?> environment)
    {
        string? named = settingsFile ?? Given(environment("CONNECTOR_SETTINGS"));
        SettingsFile file = named is not null ? SettingsFile.Read(named)
            : File.Exists(DefaultFile) ? SettingsFile.Read(DefaultFile)
            : SettingsFile.Empty;
        string? level = Given(environment("CONNECTOR_LOG_LEVEL")) ?? file.LogLevel;
        string format = Given(environment("CONNECTOR_LOG_FORMAT")) ?? file.LogFormat ?? "text";
        LogLevel? logLevel = level is null ? null : LevelOf(level);
        return new Settings(
            config ?? Given(environment("CONNECTOR_CONFIG")) ?? file.Config ?? DefaultConfig,
            store ?? Given(environment("CONNECTOR_STORE")) ?? file.Store ?? DefaultStore,
            logLevel,
            format switch
            {
                "text" => false,
                "json" => true,
                _ => throw new UsageException($"The log format '{format}' is not known. Write text or json."),
            },
            Given(environment("CONNECTOR_DEBUG")) is "1" or "true" || logLevel <= Microsoft.Extensions.Logging.LogLevel.Debug,
            RetentionOf(file))
        {
            Urls = Given(environment("CONNECTOR_URLS")) ?? file.Urls ?? Service.ListenUrls.Default,
        };
    }

    private static Retention RetentionOf(SettingsFile file)
    {
        var usual = new Retention();
        return new Retention(file.RunsDays ?? usual.RunsDays, file.RejectsDays ?? usual.RejectsDays, file.AuditDays ?? usual.AuditDays);
    }

    private static LogLevel LevelOf(string word) =>
        Enum.TryParse(word, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level)
            ? level
            : throw new UsageException($"The log level '{word}' is not known. Write Trace, Debug, Information, Warning, Error, Critical or None.");

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
