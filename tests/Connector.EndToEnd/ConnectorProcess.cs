using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Connector.Testing;

namespace Connector.EndToEnd;

/// <summary>The built executable as a child process.</summary>
internal sealed partial class ConnectorProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Stop = 19;
    public const int Continue = 18;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The one that was published, where <c>CONNECTOR_EXECUTABLE</c> names it; else the one that was built with the tests.</summary>
    private static readonly string Executable =
        Environment.GetEnvironmentVariable("CONNECTOR_EXECUTABLE") is { Length: > 0 } published ? published : Path.Combine(AppContext.BaseDirectory, "connector.dll");

    private readonly Process _process;
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _outputLines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private ConnectorProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data, _output, _outputLines.Writer);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, _error, _errorLines.Writer);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it wrote on standard error so far.</summary>
    public string Said => string.Join('\n', _error);

    public StreamWriter Input => _process.StandardInput;

    /// <param name="environment">Variables beside those of every test; null: none.</param>
    public static ConnectorProcess Start(string folder, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null) =>
        StartDotnet(folder, [Executable, .. args], environment);

    /// <param name="within">The command that runs the executable where it is to run, such as <c>ip netns exec</c>.</param>
    /// <param name="environment">As for <see cref="Start(string, IEnumerable{string}, IReadOnlyDictionary{string, string}?)"/>.</param>
    public static ConnectorProcess StartWithin(IReadOnlyList<string> within, string folder, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null) =>
        within.Count == 0 ? Start(folder, args, environment) : Start(within[0], folder, [.. within.Skip(1), "dotnet", Executable, .. args], environment);

    /// <summary>Starts <c>dotnet</c> with whatever arguments.</summary>
    public static ConnectorProcess StartDotnet(string folder, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("dotnet", folder, args, environment);

    private static ConnectorProcess Start(string program, string folder, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("CONNECTOR_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["APPMETRICA_TOKEN"] = "token-of-the-tests";
        start.Environment["CONNECTOR_URLS"] = "http://127.0.0.1:0";
        // The doors for debuggers: whoever is killed would leave them lying in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ConnectorProcess(new Process { StartInfo = start });
    }

    public async Task<ConnectorRun> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return new ConnectorRun(_process.ExitCode, [.. _output], string.Join('\n', _error));
    }

    /// <summary>Waits for the first line on standard output; fails when the process ends without one.</summary>
    public async Task<string> FirstLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _outputLines.Reader.ReadAsync(patience.Token);
    }

    /// <summary>Waits until a line on standard error holds the text.</summary>
    /// <param name="within">Null: as long as for everything.</param>
    public async Task<string> SaysAsync(string text, TimeSpan? within = null)
    {
        using var patience = new CancellationTokenSource(within ?? Patience);
        try
        {
            await foreach (string line in _errorLines.Reader.ReadAllAsync(patience.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The connector did not say '{text}' in time: {string.Join('\n', _error)}", e);
        }

        throw new InvalidOperationException($"The connector ended without saying '{text}': {string.Join('\n', _error)}");
    }

    /// <summary>Waits for what only this process can bring about; fails when it ends without.</summary>
    /// <param name="what">In words, after "until".</param>
    /// <param name="waitAsync">Waits for it, until it is told to give up.</param>
    public async Task BringsAboutAsync(string what, Func<CancellationToken, Task> waitAsync)
    {
        // A little more than what waits has itself: its failure says more.
        using var patience = new CancellationTokenSource(LookAgain.Patience + TimeSpan.FromSeconds(5));
        Task brought = waitAsync(patience.Token);
        await Task.WhenAny(brought, _process.WaitForExitAsync(patience.Token));
        if (!brought.IsCompleted)
        {
            await patience.CancelAsync();
        }

        try
        {
            await brought;
        }
        catch (Exception e) when (_process.HasExited)
        {
            throw new InvalidOperationException($"It was waited until {what}, but the connector ended with {_process.ExitCode}: {Said}", e);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"It was waited in vain until {what}. The connector said: {Said}", e);
        }
    }

    /// <summary>Looks until something is so that only this process can bring about; fails when it ends without.</summary>
    /// <inheritdoc cref="LookAgain.UntilAsync{T}(string, Func{Task{T}}, Func{T, bool}, TimeSpan?, CancellationToken)"/>
    public Task UntilAsync<T>(string what, Func<Task<T>> lookAsync, Func<T, bool> isSo) =>
        BringsAboutAsync(what, token => LookAgain.UntilAsync(what, lookAsync, isSo, null, token));

    /// <summary>The most memory that it ever held, in bytes; null: it has ended.</summary>
    public long? PeakMemory()
    {
        try
        {
            string? line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Ends the process as a power cut would.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Keep(string? line, ConcurrentQueue<string> lines, ChannelWriter<string>? also)
    {
        if (line is null)
        {
            also?.TryComplete();
            return;
        }

        lines.Enqueue(line);
        also?.TryWrite(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>How a run of the executable ended.</summary>
internal sealed record ConnectorRun(int Code, string[] Output, string Error)
{
    /// <summary>The last line of standard output, an object.</summary>
    public JsonElement Summary => JsonSerializer.Deserialize<JsonElement>(Output[^1]);

    public long this[string counter] => Summary.GetProperty(counter).GetInt64();
}
