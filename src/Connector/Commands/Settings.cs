using Connector.Alerts;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Commands;

/// <summary>What holds for an invocation: of the option, the environment, the settings file and the default, the first that says something.</summary>
/// <param name="LogLevel">Null: what the command deems right.</param>
/// <param name="LogAsJson">One JSON object a log line.</param>
/// <param name="Debug">Unexpected faults show where they came from.</param>
internal sealed record Settings(string Config, string Store, LogLevel? LogLevel, bool LogAsJson, bool Debug)
{
    public const string DefaultConfig = "config";
    public const string DefaultStore = "sqlite:data/connector.db";

    private const string DefaultFile = "appsettings.json";

    /// <summary>Where the service listens, as <c>--urls</c> takes it.</summary>
    public string Urls { get; init; } = Service.ListenUrls.Default;

    /// <summary>Whom to tell of what goes wrong, and from where on.</summary>
    public AlertSettings Alerts { get; init; } = AlertSettings.Default;

    /// <summary>The service keeps some of the records it reads, so that configs can be tried on them.</summary>
    public bool KeepsSamples { get; init; } = true;

    /// <summary>What the nightly tidying leaves.</summary>
    public Retention Retention { get; init; } = new();

    /// <summary>The hosts to which the secrets of the config may be sent; none: any.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How much of an export is held at once, and how much is read.</summary>
    public ExportLimits Limits { get; init; } = ExportLimits.Usual;

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
            Given(environment("CONNECTOR_DEBUG")) is "1" or "true" || logLevel <= Microsoft.Extensions.Logging.LogLevel.Debug)
        {
            Alerts = file.Alerts,
            AllowedHosts = (Given(environment("CONNECTOR_ALLOWED_HOSTS")) ?? file.AllowedHosts ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Limits = new ExportLimits(file.RecordMegabytes ?? ExportLimits.UsualMegabytes, file.Columns ?? ExportLimits.UsualColumns, file.ExportMegabytes ?? ExportLimits.UsualExportMegabytes),
            Retention = RetentionOf(file),
            Urls = Given(environment("CONNECTOR_URLS")) ?? file.Urls ?? Service.ListenUrls.Default,
            KeepsSamples = (Given(environment("CONNECTOR_SAMPLES")) ?? file.Samples ?? "on") switch
            {
                "on" => true,
                "off" => false,
                var word => throw new UsageException($"'{word}' does not say whether samples are kept. Write on or off."),
            },
        };
    }

    private static Retention RetentionOf(SettingsFile file)
    {
        var usual = new Retention();
        return new Retention(file.RunsDays ?? usual.RunsDays, file.RejectsDays ?? usual.RejectsDays, file.AuditDays ?? usual.AuditDays, file.MessagesDays ?? usual.MessagesDays, file.DeliveriesDays ?? usual.DeliveriesDays);
    }

    private static LogLevel LevelOf(string word) =>
        Enum.TryParse(word, ignoreCase: true, out LogLevel level) && Enum.IsDefined(level)
            ? level
            : throw new UsageException($"The log level '{word}' is not known. Write Trace, Debug, Information, Warning, Error, Critical or None.");

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
