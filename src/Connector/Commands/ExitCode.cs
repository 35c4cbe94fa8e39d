namespace Connector.Commands;

/// <summary>What a command tells a script.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Done, but some records were rejected; only under <c>--strict</c>.</summary>
    public const int Rejects = 1;

    /// <summary>The command line or the config is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The source or the store cannot be reached; what was stored stays.</summary>
    public const int Unreachable = 3;

    /// <summary>Ended by Ctrl-C or a signal.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command cannot be done as it was asked for. The message says what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
