using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connector.EndToEnd.Faults;

/// <summary>The faults that tests cause: where each writes down what came of it, and has it compared with what <c>src/FAULTS.md</c> says.</summary>
internal static partial class FaultTable
{
    private const int UsualRounds = 4;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Results = Path.Combine(Workplace.Repository, "artifacts", "faults");
    private static readonly Lock Gate = new();

    /// <summary>As for the seeds of the fuzz tests, every day is another.</summary>
    private static readonly int Day = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Days;

    /// <summary><c>FAULT_ROUNDS</c>: how often what happens at random is caused; the page tells of a run with a hundred.</summary>
    public static int Rounds { get; } = int.TryParse(Environment.GetEnvironmentVariable("FAULT_ROUNDS"), out int rounds) ? rounds : UsualRounds;

    /// <summary>A run for the page, which takes its time.</summary>
    public static bool IsDeep => Rounds > UsualRounds;

    /// <summary>
    /// The stores in which a trial is made now: all in a deep run; in a build, which has not the time, one for each trial, and the other the next day.
    /// </summary>
    /// <param name="trial">Its number.</param>
    public static string[] StoresOfToday(int trial, string[] stores) =>
        IsDeep || Updates ? stores : [stores[(trial + Day) % stores.Length]];

    /// <summary><c>UPDATE_FAULTS=1</c>: the page is written anew from what the tests see.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable("UPDATE_FAULTS") == "1";

    /// <summary>Every fault that some test causes.</summary>
    public static IReadOnlyList<FaultCause> Causes { get; } =
    [
        .. typeof(FaultTable).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IFaultCauses)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .SelectMany(type => (IEnumerable<FaultCause>)typeof(FaultTable).GetMethod(nameof(CausesOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null)!),
    ];

    /// <summary>The rows of a theory: cause and store of each fault of the class.</summary>
    public static TheoryData<string, string> RowsOf<T>()
        where T : IFaultCauses
    {
        var rows = new TheoryData<string, string>();
        foreach (FaultCause cause in T.Causes)
        {
            rows.Add(cause.Cause, cause.Store);
        }

        return rows;
    }

    /// <summary>One of the class's faults.</summary>
    public static FaultCause CauseOf<T>(string cause, string store)
        where T : IFaultCauses => T.Causes.Single(one => one.Cause == cause && one.Store == store);

    /// <summary>Writes down what came of a fault; fails when something was lost or doubled, or when the page says otherwise.</summary>
    public static void Record(FaultCause cause, int times, string sees, Difference difference)
    {
        var row = new FaultRow(cause, times, FaultPage.Cell(sees), difference.Lost.Count, difference.Doubled.Count);
        Assert.Contains(cause, Causes);
        lock (Gate)
        {
            Directory.CreateDirectory(Results);
            string name = NoName().Replace($"{cause.Group} {cause.Cause} {cause.Store}".ToLowerInvariant(), "-");
            File.WriteAllText(Path.Combine(Results, name + ".json"), JsonSerializer.Serialize(row, Readable));
            Assert.True(row is { Lost: 0, Doubled: 0 }, $"{cause}: {difference}");
            Compare(row);
        }
    }

    private static IEnumerable<FaultCause> CausesOf<T>()
        where T : IFaultCauses => T.Causes;

    private static void Compare(FaultRow row)
    {
        IReadOnlyList<FaultRow> page = FaultPage.Read();
        FaultRow? told = page.SingleOrDefault(one => one.Of == row.Of);
        if (Updates)
        {
            // Only a deep run says how often; any other keeps what the last one said.
            FaultRow wanted = told is null || IsDeep ? row : row with { Times = Math.Max(told.Times, row.Times) };
            FaultPage.Write([.. page.Where(one => one.Of != row.Of && Causes.Contains(one.Of)), wanted], Causes);
            return;
        }

        Assert.True(told is not null, $"{FaultPage.Path} has no row for '{row.Of}'. UPDATE_FAULTS=1 dotnet test tests/Connector.EndToEnd writes it.");
        Assert.Equal(told with { Times = row.Times }, row);
        Assert.True(told.Times > 0);
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoName();
}
