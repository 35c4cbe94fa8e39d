using System.CommandLine;

namespace Connector.Commands;

/// <summary>Options and arguments that several commands have, in the same words.</summary>
internal static class SharedOptions
{
    public static Option<bool> Strict() => new("--strict")
    {
        Description = "Exit with 1 when a record was rejected.",
    };

    public static Argument<string> Integration() => new("INTEGRATION")
    {
        Description = "The integration: the name of its file in config/integrations.",
    };

    public static Option<string> Text(string name, string helpName, string description, bool isRequired = false) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Required = isRequired,
    };
}
