using System.Diagnostics;
using System.Runtime.InteropServices;
using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Start;

/// <summary><c>start</c>: <c>connector validate</c> on the shipped config against a program that does nothing, both published alike, as README says.</summary>
internal static class StartBenchmark
{
    private const double Wanted = 2.5;

    private const string EmptyProject = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <InvariantGlobalization>true</InvariantGlobalization>
            <PublishReadyToRun>true</PublishReadyToRun>
            <PublishReadyToRunComposite>true</PublishReadyToRunComposite>
            <PublishReadyToRunCrossgen2ExtraArgs Condition="$(RuntimeIdentifier.EndsWith('-x64'))">--instruction-set:x86-64-v3</PublishReadyToRunCrossgen2ExtraArgs>
          </PropertyGroup>
        </Project>
        """;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        string repository = Repository();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("connector-start");
        try
        {
            string source = folder.CreateSubdirectory("empty").FullName;
            await File.WriteAllTextAsync(Path.Combine(source, "empty.csproj"), EmptyProject);
            await File.WriteAllTextAsync(Path.Combine(source, "Program.cs"), "return 0;");
            string empty = await PublishAsync(source, folder, "empty");
            string connector = await PublishAsync(Path.Combine(repository, "src/Connector"), folder, "connector");
            List<double> ofEmpty = [];
            List<double> ofValidate = [];
            for (long round = arguments.Number("--rounds", 20); round > 0; round--)
            {
                ofEmpty.Add(await SecondsAsync(empty, []));
                ofValidate.Add(await SecondsAsync(connector, ["validate", "--config", Path.Combine(repository, "config")]));
            }

            Figure ratio = Figure.Of(ofValidate.Zip(ofEmpty, static (validate, nothing) => validate / nothing));
            Console.WriteLine($"""
                {Machine.Describe()}

                | program | milliseconds |
                | --- | ---: |
                | empty | {Milliseconds(ofEmpty)} |
                | connector validate | {Milliseconds(ofValidate)} |

                Ratio {ratio.Text("F2")}, wanted ≤ {Wanted}: {(ratio.Median <= Wanted ? "met" : "missed")}.
                """);
            return ratio.Median <= Wanted ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Milliseconds(IEnumerable<double> seconds) => Figure.Of(seconds.Select(static one => one * 1000)).Text("F0");

    private static async Task<string> PublishAsync(string project, DirectoryInfo folder, string name)
    {
        string output = Path.Combine(folder.FullName, name + "-published");
        (int code, string text) = await StartAsync("dotnet", ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-o", output, "-v", "q"]);
        return code == 0 ? Path.Combine(output, name) : throw new InvalidOperationException(text);
    }

    private static async Task<double> SecondsAsync(string program, string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        (int code, string text) = await StartAsync(program, arguments);
        return code == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException(text);
    }

    private static async Task<(int Code, string Text)> StartAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["APPMETRICA_TOKEN"] = "token";
        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text);
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Connector.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("Run this benchmark from within the repository.");
    }
}
