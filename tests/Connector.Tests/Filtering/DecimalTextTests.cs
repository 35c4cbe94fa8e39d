using System.Numerics;
using Connector.Core.Filtering;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Filtering;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("1", "1.0", 0)]
    [InlineData("007", "7", 0)]
    [InlineData("-0", "0", 0)]
    [InlineData("-1", "-2", 1)]
    [InlineData("9.99", "10", -1)]
    [InlineData("12345678901234567890123", "12345678901234567890124", -1)]
    [InlineData("0.1", "0.10000000000000000000000000000000001", -1)]
    public void Numbers_of_any_length_compare_by_value(string left, string right, int order)
    {
        Assert.Equal(order, Math.Sign(DecimalText.Compare(left, right)!.Value));
        Assert.Equal(-order, Math.Sign(DecimalText.Compare(right, left)!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData(" 5")]
    [InlineData("1,5")]
    [InlineData("--1")]
    [InlineData("NaN")]
    [InlineData("١")]
    public void Anything_else_is_no_number(string text) => Assert.Null(DecimalText.Compare(text, "1"));

    [Theory]
    [InlineData("001.500", "1.5")]
    [InlineData("-0.0", "0")]
    [InlineData("-10", "-10")]
    public void Every_value_has_one_normal_spelling(string text, string normal) => Assert.Equal(normal, DecimalText.Normalize(text));

    [Fact]
    public void Order_agrees_with_big_integers_at_a_common_scale() => Prop.ForAll<int, int, byte>((a, b, scales) =>
    {
        (int left, int right) = (scales % 7, scales / 7 % 7);
        BigInteger common = BigInteger.Pow(10, 7);
        int expected = (a * common / BigInteger.Pow(10, left)).CompareTo(b * common / BigInteger.Pow(10, right));
        return Math.Sign(DecimalText.Compare(Text(a, left), Text(b, right))!.Value) == Math.Sign(expected);
    }).QuickCheckThrowOnFailure();

    private static string Text(int value, int scale)
    {
        string digits = Math.Abs((long)value).ToString().PadLeft(scale + 1, '0');
        return (value < 0 ? "-" : "") + (scale == 0 ? digits : digits[..^scale] + "." + digits[^scale..]);
    }
}
