using System.Globalization;

namespace Connector.Benchmarks.Scale;

/// <summary>Reads from <c>/proc</c> what a process and its children have cost.</summary>
internal static class ServerProcesses
{
    /// <summary>Ticks of <c>/proc/PID/stat</c> a second, on every Linux there is.</summary>
    private const int Ticks = 100;

    // Fields of proc(5) behind the name, which may hold anything.
    private const int Parent = 1;
    private const int OwnUser = 11;
    private const int EndedSystem = 14;

    /// <summary>Of a process, its children and those that ended.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        long ticks = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && Read(id) is { } fields
                && (id == process || int.Parse(fields[Parent], CultureInfo.InvariantCulture) == process))
            {
                ticks += fields[OwnUser..(EndedSystem + 1)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            }
        }

        return TimeSpan.FromSeconds((double)ticks / Ticks);
    }

    private static string[]? Read(int process)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            // It ended between being listed and being read; its parent has its time then.
            return null;
        }
    }
}
