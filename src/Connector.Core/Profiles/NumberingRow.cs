namespace Connector.Core.Profiles;

/// <summary>One row of <c>numbering-plans.txt</c>, as it is written.</summary>
/// <param name="Countries">ISO 3166 codes, the chief one first.</param>
internal sealed record NumberingRow(string Code, string[] Countries, string NationalPrefixes, string InternationalPrefixes, string[] Numbers)
{
    /// <summary>Read anew each time.</summary>
    public static IEnumerable<NumberingRow> All
    {
        get
        {
            using Stream stream = typeof(NumberingRow).Assembly.GetManifestResourceStream("numbering-plans.txt")!;
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } row)
            {
                if (row is ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9', ..]
                    && row.Split(' ') is [string code, string countries, string national, string international, .. string[] numbers])
                {
                    yield return new NumberingRow(code, countries.Split(','), national, international, numbers);
                }
            }
        }
    }
}
