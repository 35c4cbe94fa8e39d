using System.CommandLine;

namespace Connector.Commands;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string> Config { get; } = new("--config")
    {
        Description = "The config folder. Default: config.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string> Store { get; } = new("--store")
    {
        Description = "Where profiles, goals and progress are kept: sqlite:PATH, or a PostgreSQL connection string. Default: sqlite:data/connector.db.",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string> Settings { get; } = new("--settings")
    {
        Description = "A settings file as appsettings.sample.json shows. Default: appsettings.json, where there is one.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object a line on standard output, messages on standard error.",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet")
    {
        Description = "No progress and no notes, only results and faults.",
        Recursive = true,
    };

    public IEnumerable<Option> All => [Config, Store, Settings, Json, Quiet];
}
