using System.Diagnostics;
using System.Text.Json;
using Connector.Benchmarks.Workloads;

namespace Connector.Benchmarks.Children;

/// <summary>A fresh process for each measurement, so that no work warms up, or fills the memory of, the next.</summary>
internal sealed class Child : IAsyncDisposable
{
    public const string Serve = "serve";
    public const string ServeEntry = "serve-entry";
    public const string Measure = "measure";

    private readonly Process _process;

    private Child(Process process)
    {
        _process = process;
    }

    /// <summary>Runs one piece of work in this process and prints its measurement as a line of JSON.</summary>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        Measurement measured = await Work.RunAsync(arguments);
        Console.WriteLine(JsonSerializer.Serialize(measured));
        return 0;
    }

    /// <summary>Measures one piece of work in a process of its own.</summary>
    public static async Task<Measurement> MeasureAsync(params string[] arguments)
    {
        using Process process = Start([Measure, .. arguments]);
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measurement>(output)!
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }

    /// <summary>Serves a folder of exports until disposed of.</summary>
    /// <returns>The server and its URL.</returns>
    public static Task<(Child Server, string Url)> ServeAsync(string folder) => ServeAsync(Serve, folder);

    /// <summary>Takes messages into a store in a folder until disposed of.</summary>
    /// <returns>The server and its URL.</returns>
    public static Task<(Child Server, string Url)> ServeEntryAsync(string folder) => ServeAsync(ServeEntry, folder);

    /// <summary>Writes a line to a server's standard input.</summary>
    /// <returns>The line it answers with.</returns>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended.");
    }

    private static async Task<(Child Server, string Url)> ServeAsync(string command, string folder)
    {
        Process process = Start([command, "--folder", folder]);
        string? url = await process.StandardOutput.ReadLineAsync();
        return (new Child(process), url ?? throw new InvalidOperationException("The server did not start."));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        string self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
