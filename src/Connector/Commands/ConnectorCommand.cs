using System.CommandLine;

namespace Connector.Commands;

/// <summary>A command that does something, as opposed to one that only groups others.</summary>
/// <param name="examples">Command lines that show its use, without the word <c>connector</c>.</param>
internal abstract class ConnectorCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Lines that the help shows below the examples.</summary>
    public virtual IEnumerable<string> Notes => [];

    /// <summary>Whether to be told to stop is its usual end, whenever it is told, rather than an interruption.</summary>
    public virtual bool RunsUntilStopped => false;

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public abstract Task<int> RunAsync(Invocation call, CancellationToken cancellationToken);
}
