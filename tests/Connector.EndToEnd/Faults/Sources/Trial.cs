using System.Text.RegularExpressions;

namespace Connector.EndToEnd.Faults.Sources;

/// <summary>One trouble that one integration has with its source.</summary>
/// <param name="Cause">As the page of faults tells it.</param>
/// <param name="Times">How often it is caused; <see cref="Troubles.ForGood"/>: until the source is well again.</param>
internal sealed record Trial(string Cause, int Times, Func<Trouble> Make)
{
    /// <summary>Words of a further setting of the source, with a comma behind.</summary>
    public string Source { get; init; } = "";

    /// <summary>How far the next sync looks back. The records are older than usually, so that what a sync leaves out is not made up for by chance.</summary>
    public string Lookback { get; init; } = "00:30:00";
}

/// <summary>What became of a trial.</summary>
/// <param name="Name">Of its integration.</param>
/// <param name="Error">Why its integration was not read to its end; null: it was.</param>
/// <param name="Notice">The first thing that was told of it on the way; null: nothing.</param>
/// <param name="Requests">How many requests its source heard until it was well again.</param>
internal sealed partial record TrialEnd(Trial Trial, string Name, string? Error, string? Notice, int Requests, Difference Difference)
{
    /// <summary>As the page tells it.</summary>
    public string Sees(int code, Workplace place)
    {
        Assert.Equal(code == 0, Error is null);
        string sees = string.Join(": ", new[] { $"exit {code}", Error ?? Notice }.OfType<string>());
        return Length().Replace(Amount().Replace(Sight.Masked(sees, place), "N"), "LENGTH");
    }

    /// <summary>Bytes and rows, which depend on what was made up.</summary>
    [GeneratedRegex(@"(?<=\b(after|least|application) )\d+|(?<=applicationId \()\d+|\d+(?= of )|(?<=\d of )\d+|\d+(?= bytes)")]
    private static partial Regex Amount();

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d(\.\d+)?")]
    private static partial Regex Length();
}
