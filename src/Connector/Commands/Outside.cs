namespace Connector.Commands;

/// <summary>What a command sees of the world, so that a test can give it another one.</summary>
/// <param name="Environment">Gives an environment variable; null: it is not set.</param>
/// <param name="Output">Standard output: results, and nothing else.</param>
/// <param name="Error">Standard error: messages, progress, logs.</param>
/// <param name="IsTerminal">Somebody watches <paramref name="Error"/>, so that progress may be drawn.</param>
internal sealed record Outside(
    Func<string, string?> Environment,
    Stream Input,
    Stream Output,
    TextWriter Error,
    bool IsTerminal,
    TimeProvider Time)
{
    /// <summary>Somebody is there who can answer a question on <see cref="Input"/>.</summary>
    public bool CanAsk { get; init; }

    public static Outside OfProcess() => new(
        System.Environment.GetEnvironmentVariable,
        Console.OpenStandardInput(),
        Console.OpenStandardOutput(),
        Console.Error,
        !Console.IsErrorRedirected && System.Environment.GetEnvironmentVariable("TERM") is not "dumb",
        TimeProvider.System)
    {
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    };
}
