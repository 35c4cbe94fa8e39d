using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Tests.Vendors.Decoding;

public sealed class CsvDecodingTests
{
    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\r\n1,2\r")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    [InlineData("\uFEFF\"a\",b\r\n1,\"2\"\r\n")]
    [InlineData("\n\na,b\n\n\r\n1,2\n\n\r\n\n")]
    [InlineData("b,x,a\n2,\"0\n,\"\"\",1\n")]
    [InlineData("b,a,a\n2,0,1\n")]
    [InlineData("b,\"x\"\"y\",a\n2,0,1\n")]
    public void Row_is_read_from_any_layout(string body) => Assert.Equal(["+1|2"], Good(body, "a", "b").Lines);

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("", "")]
    [InlineData("\"x,y\"", "x,y")]
    [InlineData("\"x\ny\r\nz\"", "x\ny\r\nz")]
    [InlineData("\"x\"\"y\"", "x\"y")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\"\"\"\"\"\"", "\"\"")]
    [InlineData("\"{\"\"k\"\":\"\"v\"\",\"\"e\"\":\"\"\"\"}\"", "{\"k\":\"v\",\"e\":\"\"}")]
    [InlineData("in \"the\" middle", "in \"the\" middle")]
    [InlineData(" \"x\"", " \"x\"")]
    [InlineData("\u2028 \u0085 Привет 😀", "\u2028 \u0085 Привет 😀")]
    [InlineData("back\\slash", "back\\slash")]
    [InlineData("a\rb", "a\rb")]
    public void Field_is_read_by_RFC_4180(string field, string text)
    {
        foreach (string lineEnd in (string[])["\n", "\r\n"])
        {
            string body = $"x,a,b{lineEnd}0,{field},2{lineEnd}";
            Assert.Equal([$"+{text}|2"], Good(body, "a", "b").Lines);
            Assert.Equal(["+2"], Good(body, "b").Lines);
            Assert.Equal([$"+2|{text}"], Good($"b,a{lineEnd}2,{field}{lineEnd}", "b", "a").Lines);
            Assert.Equal([$"+2|{text}"], Good($"b,a{lineEnd}2,{field}", "b", "a").Lines);
        }
    }

    [Fact]
    public void Quotes_are_paired_across_every_border_of_the_search()
    {
        for (int before = 0; before < 70; before++)
        {
            for (int quotes = 0; quotes < 6; quotes++)
            {
                string value = new string('x', before) + new string('"', quotes) + (before % 2 == 0 ? "," : "") + "\"\ny";
                string body = $"a,b\n\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\",2\n3,4";
                Assert.Equal([$"+{value}|2", "+3|4"], Decoded.Csv(body, "a", "b").Lines);
            }
        }
    }

    [Fact]
    public void Field_of_megabytes_is_read()
    {
        string field = string.Concat(Enumerable.Repeat("line with \"quotes\", commas\r\n", 200_000));
        Decoded decoded = Good($"a,b\n\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\",2\n3,4\n", "a", "b");
        Assert.Equal([$"+{field}|2", "+3|4"], decoded.Lines);
    }

    [Fact]
    public void Columns_that_are_not_in_the_header_are_missing() => Assert.Equal(["+1|"], Good("a\n1\n", "a", "zz").Lines);

    [Fact]
    public void Row_is_kept_with_its_header()
    {
        Decoded decoded = Good("\"a\",b,b\r\n\"1\",2,\"3\n\"\r\n", "a");
        Assert.Equal(["a", "b", "b"], decoded.Header);
        Assert.Equal(["\"1\",2,\"3\n\""], decoded.Raw);
    }

    [Theory]
    [InlineData("1", "-1")]
    [InlineData("1,2,3", "-1,2,3")]
    [InlineData("1,2,", "-1,2,")]
    [InlineData("\"1\"x,2", "-\"1\"x,2")]
    [InlineData("\"1\" ,2", "-\"1\" ,2")]
    [InlineData("\"1\"\"\"x,\"2\n3\"", "-\"1\"\"\"x,\"2\n3\"")]
    [InlineData("\"1\n2\",3,4", "-\"1\n2\",3,4")]
    public void Broken_row_is_malformed_and_the_next_one_is_read(string row, string expected)
    {
        foreach (string lineEnd in (string[])["\n", "\r\n"])
        {
            Decoded decoded = Good($"a,b{lineEnd}5,6{lineEnd}{row}{lineEnd}7,8{lineEnd}{row}", "a", "b");
            Assert.Equal(["+5|6", expected, "+7|8", expected], decoded.Lines);
        }
    }

    [Fact]
    public void Stray_quote_costs_its_own_line_alone() =>
        Assert.Equal(["+1|x", "-2,\"y", "+3|z", "+4|q,r", "+5|s"], Good("a,b\n1,x\n2,\"y\n3,z\n4,\"q,r\"\n5,s\n", "a", "b").Lines);

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n\n")]
    [InlineData("a,b\n1,2\n3,\"4", "+1|2")]
    [InlineData("a,b\n1,2\n3,\"4\"\"", "+1|2")]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", "+1|2")]
    [InlineData("a,b\n1,2\n\"", "+1|2")]
    public void Body_that_is_empty_or_ends_inside_quotes_is_incomplete(string body, params string[] before)
    {
        Decoded decoded = Decoded.Csv(body, "a", "b");
        Assert.True(decoded.IsIncomplete);
        Assert.Equal(before, decoded.Lines);
    }

    [Theory]
    [InlineData("<html>", "an HTML or XML page")]
    [InlineData("{\n\"data\" :\n[", "a JSON object")]
    [InlineData("[{\"a\":1}]", "a JSON array")]
    [InlineData("a;b\n1;2\n", "names none of the columns")]
    [InlineData("Wait for result.", "names none of the columns")]
    [InlineData("\"a,b\n1,2\n", "a quote that is not closed")]
    public void Something_else_is_refused_with_what_was_found(string body, string found)
    {
        Decoded decoded = Decoded.Csv(body, "a", "b");
        Assert.Equal(typeof(SourceException), decoded.Failure?.GetType());
        Assert.Contains(found, decoded.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(decoded.Lines);
    }

    private static Decoded Good(string body, params string[] columns) => Decoded.Good(body, ExportFormat.Csv, columns);
}
