using System.Globalization;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>Gives a process another clock, by <c>libfaketime</c>, which stands between it and the system.</summary>
internal static class FalseClock
{
    private static readonly string Library = Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault()
        ?? throw new InvalidOperationException("There is no libfaketime, by which clocks are set wrong: apt-get install faketime.");

    /// <summary>The time of day is another; what passes is the same.</summary>
    public static IReadOnlyDictionary<string, string> Shifted(TimeSpan by) => With("FAKETIME", Text(by));

    /// <summary>Time passes so many times as fast, so that a limit of minutes is one of moments.</summary>
    public static IReadOnlyDictionary<string, string> Fast(int times) => With("FAKETIME", string.Create(CultureInfo.InvariantCulture, $"+0 x{times}"));

    private static string Text(TimeSpan by) => string.Create(CultureInfo.InvariantCulture, $"{(by < TimeSpan.Zero ? '-' : '+')}{Math.Abs((long)by.TotalSeconds)}");

    private static Dictionary<string, string> With(string name, string value) => new()
    {
        ["LD_PRELOAD"] = Library,
        [name] = value,
        // The times of files are those of the machine.
        ["NO_FAKE_STAT"] = "1",
    };
}
