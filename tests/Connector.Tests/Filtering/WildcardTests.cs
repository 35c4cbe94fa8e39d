using System.Text.RegularExpressions;
using Connector.Core.Filtering;
using FsCheck;
using FsCheck.Fluent;

namespace Connector.Tests.Filtering;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("registration*", "registration", true)]
    [InlineData("registration*", "Registration_done", true)]
    [InlineData("registration*", "pre_registration", false)]
    [InlineData("*@gmail.com", "a@GMAIL.com", true)]
    [InlineData("*@gmail.com", "a@gmail.com.ru", false)]
    [InlineData("*", "", true)]
    [InlineData("**", "", true)]
    [InlineData("", "", true)]
    [InlineData("", " ", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*line*", "first\nline\nlast", true)]
    [InlineData(@"100\*", "100*", true)]
    [InlineData(@"100\*", "1000", false)]
    [InlineData(@"a\\b", @"a\b", true)]
    [InlineData(@"a\b", @"a\b", true)]
    [InlineData(@"c:\", @"c:\", true)]
    [InlineData("[a-z].?", "[a-z].?", true)]
    [InlineData("[a-z].?", "b.c", false)]
    [InlineData("покупка*", "ПОКУПКА в магазине", true)]
    [InlineData("straße", "STRASSE", false)]
    public void A_star_is_any_run_of_characters_and_everything_else_is_itself(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Wildcard(pattern).IsMatch(text));

    [Fact]
    public void Case_counts_only_when_asked_for()
    {
        Assert.True(new Wildcard("Buy*").IsMatch("buy now"));
        Assert.False(new Wildcard("Buy*", caseSensitive: true).IsMatch("buy now"));
        Assert.True(new Wildcard("Buy*", caseSensitive: true).IsMatch("Buy now"));
    }

    [Fact]
    public void Agrees_with_a_brute_force_matcher()
    {
        Gen<string> text = Gen.Elements('a', 'B', 'b', '*', '\\', '\n', 'ж', 'Ж').ArrayOf().Select(chars => new string(chars));
        Prop.ForAll(text.ToArbitrary(), text.ToArbitrary(), (pattern, value) =>
            new Wildcard(pattern).IsMatch(value) == BruteForce(pattern, value)).QuickCheckThrowOnFailure();
    }

    private static bool BruteForce(string pattern, string value)
    {
        string expression = Regex.Replace(pattern, @"\\\*|\\\\|\*|[\s\S]", match => match.Value switch
        {
            @"\*" => @"\*",
            @"\\" => @"\\",
            "*" => @"[\s\S]*",
            string one => Regex.Escape(one),
        });
        return Regex.IsMatch(value, $@"\A(?:{expression})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }
}
