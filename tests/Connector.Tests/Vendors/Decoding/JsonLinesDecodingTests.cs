using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Tests.Vendors.Decoding;

public sealed class JsonLinesDecodingTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\n \n\r\n")]
    [InlineData("{\"a\":\"1\"}", "+1")]
    [InlineData("\uFEFF{\"a\":\"1\"}\n{\"a\":\"2\"}\n", "+1", "+2")]
    [InlineData("\r\n{\"a\":\"1\"}\r\n\r\n  { \"a\" : \"2\" }  \r\n", "+1", "+2")]
    [InlineData("{\"a\":\"1\"}\n42\nnull\n[1]\n{\"a\":\"2\"}\nx", "+1", "-42", "-null", "-[1]", "+2", "-x")]
    [InlineData("{\"a\":\"1\"\n{\"a\":\"2\n\"a\":3}\n{\"a\":\"4\"}},\n{\"a\":\"5\"}", "-{\"a\":\"1\"", "-{\"a\":\"2", "-\"a\":3}", "-{\"a\":\"4\"}},", "+5")]
    public void Every_line_stands_for_itself(string body, params string[] expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        Decoded decoded = Decoded.Of(bytes, ExportFormat.JsonLines, ["a"]);
        Assert.Null(decoded.Failure);
        Assert.Equal(expected, decoded.Lines);
        Assert.Equal(expected, Decoded.InSmallReads(bytes, ExportFormat.JsonLines, ["a"], 3).Lines);
    }

    [Fact]
    public void Last_line_that_ends_in_its_record_is_incomplete()
    {
        Decoded decoded = Decoded.JsonLines("{\"a\":\"1\"}\n{\"a\":\"2", "a");
        Assert.True(decoded.IsIncomplete);
        Assert.Equal(["+1"], decoded.Lines);
    }

    [Theory]
    [InlineData("<html>\n<body>\n")]
    [InlineData("{\n\"data\" :\n[\n{\"a\":\"1\"}\n]\n}")]
    [InlineData("[\n{\"a\":\"1\"}\n]")]
    public void Something_else_is_refused(string body)
    {
        Decoded decoded = Decoded.JsonLines(body, "a");
        Assert.Equal(typeof(SourceException), decoded.Failure?.GetType());
        Assert.Contains("one JSON object a line", decoded.Failure!.Message, StringComparison.Ordinal);
    }
}
