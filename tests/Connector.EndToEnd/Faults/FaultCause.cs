namespace Connector.EndToEnd.Faults;

/// <summary>One thing that goes wrong, in one kind of store: a row of <c>src/FAULTS.md</c>.</summary>
/// <param name="Group">The heading it stands under.</param>
/// <param name="Cause">What happens, as the page says it.</param>
/// <param name="Store"><c>SQLite</c> or <c>PostgreSQL</c>.</param>
internal sealed record FaultCause(string Group, string Cause, string Store)
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";

    /// <summary>The same in both kinds of store.</summary>
    public static IEnumerable<FaultCause> InBoth(string group, params IEnumerable<string> causes) =>
        causes.SelectMany(cause => new[] { new FaultCause(group, cause, Sqlite), new FaultCause(group, cause, Postgres) });

    /// <summary>As a message tells it.</summary>
    public override string ToString() => $"{Cause}, {Store}";
}

/// <summary>A class of tests that causes faults. The page must have a row for each, and each must come true in a test that records it.</summary>
internal interface IFaultCauses
{
    static abstract IEnumerable<FaultCause> Causes { get; }
}

/// <summary>What came of a fault.</summary>
/// <param name="Times">How often it was caused.</param>
/// <param name="Sees">What the user sees of it: see <see cref="Sight"/>.</param>
/// <param name="Lost">What an undisturbed run has and this one has not, once the work was done again.</param>
/// <param name="Doubled">What this one has and an undisturbed run has not.</param>
internal sealed record FaultRow(FaultCause Of, int Times, string Sees, int Lost, int Doubled);
