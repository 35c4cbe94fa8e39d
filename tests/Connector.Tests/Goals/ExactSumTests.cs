using System.Globalization;
using System.Numerics;
using Connector.Core.Goals;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Goals;

public sealed class ExactSumTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("12.50", "12.50")]
    [InlineData("0.30", "0.10", "0.2")]
    [InlineData("-0.05", "0.05", "-0.10")]
    [InlineData("0.00", "-0.05", "0.05")]
    [InlineData("1000.5", "1e3", "0.5")]
    [InlineData("0.0015", "1.5E-3")]
    [InlineData("120", "1.2e2")]
    [InlineData("12345678901234567890123456789012345678.000000000000000000001", "12345678901234567890123456789012345678", "0.000000000000000000001")]
    [InlineData("-9223372036854775808.5", "-9223372036854775808", "-0.5")]
    public void No_digit_is_lost(string sum, params string[] numbers) => Assert.Equal(sum, SumOf(numbers));

    [Fact]
    public void Order_does_not_matter_and_cents_add_up() =>
        Prop.ForAll(ArbMap.Default.GeneratorFor<long[]>().ToArbitrary(), cents =>
        {
            string[] numbers = [.. cents.Select(one => string.Create(CultureInfo.InvariantCulture, $"{(decimal)one / 100:0.00}"))];
            BigInteger expected = cents.Aggregate(BigInteger.Zero, (sum, one) => sum + one);
            string sum = SumOf(numbers);
            return BigInteger.Parse(sum.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) == expected
                && sum == SumOf([.. numbers.Reverse()]);
        }).QuickCheckThrowOnFailure();

    private static string SumOf(string[] numbers)
    {
        ExactSum sum = default;
        foreach (string number in numbers)
        {
            sum.Add(number);
        }

        return sum.ToString();
    }
}
