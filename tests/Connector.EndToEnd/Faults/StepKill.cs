using System.Globalization;

namespace Connector.EndToEnd.Faults;

/// <summary>Variables with which the connector is killed from within when it passes a durable step, or waits there.</summary>
internal static class StepKill
{
    private static readonly string Hook = Path.Combine(AppContext.BaseDirectory, "Connector.Faults.dll");

    /// <param name="step">The step's name, or <c>*</c> for any.</param>
    /// <param name="passage">At which passage of it, from 1 on.</param>
    /// <param name="delay">So much later, while the connector goes on.</param>
    public static IReadOnlyDictionary<string, string> At(string step, int passage = 1, TimeSpan delay = default) => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = Hook,
        ["FAULT_STEP"] = step,
        ["FAULT_PASSAGE"] = passage.ToString(CultureInfo.InvariantCulture),
        ["FAULT_DELAY"] = ((long)delay.TotalMicroseconds).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Has the connector wait at a step until a file that it makes there is gone.</summary>
    public static IReadOnlyDictionary<string, string> WaitingAt(string step, string file, int passage = 1) =>
        new Dictionary<string, string>(At(step, passage), StringComparer.Ordinal) { ["FAULT_WAIT"] = file };

    /// <summary>Has the steps counted that a command passes.</summary>
    /// <param name="file">Where the number stands afterwards.</param>
    public static IReadOnlyDictionary<string, string> Counting(string file) => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = Hook,
        ["FAULT_COUNT"] = file,
    };
}
