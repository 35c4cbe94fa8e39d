using Connector.Core.Profiles;

namespace Connector.Tests.Profiles;

/// <summary>
/// <c>Samples/phones.tsv</c>: default country, number in E.164, text as written; <c>-</c> for none. The answers are those of libphonenumber
/// 3.2.47, asked whether a number is valid rather than possible. Left out is where more than the first three digits of a national number decide.
/// </summary>
public sealed class PhoneVectorTests
{
    private static readonly string[][] Vectors =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "phones.tsv")).Select(row => row.Split('\t'))];

    [Fact]
    public void Numbers_of_every_country_are_read_as_an_independent_library_reads_them()
    {
        Assert.True(Vectors.Length > 1000);
        Assert.Empty(Vectors.Where(vector => (Read(vector) ?? "-") != vector[1]).Select(vector => $"{string.Join(" | ", vector)}: {Read(vector)}"));
    }

    private static string? Read(string[] vector) => PhoneNumber.Normalize(vector[2], vector[0] == "-" ? null : vector[0]);
}
