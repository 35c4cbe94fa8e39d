using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Tests.Vendors.Decoding;

public sealed class JsonDecodingTests
{
    [Theory]
    [InlineData("""{"data":[{"a":"1"}]}""")]
    [InlineData("""[{"a":"1"}]""")]
    [InlineData("""[{"a":"1"},]""")]
    [InlineData("""{"rows":7,"x":{"data":[{"a":"9"}]},"data":[{"a":"1"}],"more":[1,{"b":2}],"t":true}""")]
    [InlineData("\uFEFF \r\n{ \"data\" : [ { \"a\" : \"1\" } , ] } \n\t ")]
    [InlineData("\uFEFF\uFEFF[{\"a\":\"1\"}]")]
    [InlineData("{\n  \"data\": [\n    {\n      \"a\": \"1\",\n      \"n\": [\n        {\n          \"a\": 2\n        }\n      ]\n    }\n  ]\n}")]
    [InlineData("""{"data":[{"b":{"a":"2"},"a":1}]}""")]
    [InlineData("""{"data":[{"a":"0","a":"1"}]}""")]
    [InlineData("""{"data":[{"\u0061":"\u0031"}]}""")]
    public void Record_is_read_from_any_layout(string body) => Assert.Equal(["+1"], Good(body, "a").Lines);

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("{\n\"data\" :\n[\n]\n}")]
    [InlineData("[]")]
    [InlineData(" [ , ] ")]
    public void Export_without_records_is_whole(string body) => Assert.Empty(Good(body, "a").Lines);

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("null", "")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("1.10", "1.10")]
    [InlineData("-0.0e+05", "-0.0e+05")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("{ \"x\" : [ 1 , \"a b\" ] , \"y\" : { } }", "{\"x\":[1,\"a b\"],\"y\":{}}")]
    [InlineData("[ ]", "[]")]
    [InlineData("""{"x":"a\" , \\"}""", """{"x":"a\" , \\"}""")]
    [InlineData("""{"x":1,"x":2}""", """{"x":1,"x":2}""")]
    [InlineData("""{\"x\":\"\\\\\"}""", """{"x":"\\"}""", true)]
    [InlineData("""tab\t line\n slash\/ \u041f\u0440 \ud83d\ude00 end\\""", "tab\t line\n slash/ Пр 😀 end\\", true)]
    [InlineData("""\ud83d alone""", "\uFFFD alone", true)]
    [InlineData("Привет 😀", "Привет 😀", true)]
    [InlineData("raw\u0001control\tcharacters", "raw\u0001control\tcharacters", true)]
    public void Any_type_may_stand_in_any_column(string value, string text, bool quoted = false)
    {
        string json = quoted ? $"\"{value}\"" : value;
        Assert.Equal([$"+{text}|after"], Good($$"""{"data":[{"x":0,"a":{{json}},"b":"after"}]}""", "a", "b").Lines);
        Assert.Equal(["+after"], Good($$"""{"data":[{"x":0,"a":{{json}},"b":"after"}]}""", "b").Lines);
    }

    [Fact]
    public void Of_a_repeated_key_the_last_counts_though_it_is_null() =>
        Assert.Equal(["+"], Good("""[{"a":"1","a":null}]""", "a").Lines);

    [Fact]
    public void Keys_may_change_their_order_and_come_and_go() =>
        Assert.Equal(
            ["+1|2", "+2|1", "+|3", "+4|", "+|", "+5|6", "+1|2"],
            Good("""[{"a":"1","b":"2"},{"b":"1","a":"2"},{"b":"3"},{"c":"0","a":"4"},{},{"a":"5","bb":"x","b":"6"},{"a":"1","b":"2"}]""", "a", "b").Lines);

    [Fact]
    public void Key_that_ends_in_a_backslash_is_not_taken_for_the_start_of_another() =>
        Assert.Equal(["+1|", "+|2", "+1|"], Good("""[{"a\\":1},{"a\"b":2},{"a\\":1}]""", "a\\", "a\"b").Lines);

    [Fact]
    public void Raw_is_the_object_as_it_stands() =>
        Assert.Equal(["{ \"a\" : \"1\" }", "{\"a\":2}"], Good("[ { \"a\" : \"1\" } ,\n{\"a\":2}]", "a").Raw);

    [Fact]
    public void Invalid_utf8_stays_in_its_value()
    {
        byte[] body = [.. "[{\"a\":\"x"u8, 0xFF, 0xC3, .. "y\",\"b\":\"\xD0"u8, 0xD0, .. "\"},{\"a\":\"2\"}]"u8];
        Decoded decoded = Decoded.Of(body, ExportFormat.Json, ["a"]);
        Assert.Equal(["+x\uFFFD\uFFFDy", "+2"], decoded.Lines);
    }

    [Fact]
    public void Bad_escape_matters_in_wanted_columns_alone()
    {
        const string Body = """[{"a":"\x","b":"1","c":{"d":"\q"}}]""";
        Assert.Equal(["+1"], Good(Body, "b").Lines);
        Assert.Single(Good(Body, "a", "b").Malformed);
        Assert.Single(Good(Body, "c").Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF \n")]
    [InlineData("{")]
    [InlineData("{\"data\"")]
    [InlineData("{\"data\":[")]
    [InlineData("[")]
    [InlineData("[{\"a\":\"1\"}", "+1")]
    [InlineData("[{\"a\":\"1\"},", "+1")]
    [InlineData("{\"data\":[{\"a\":\"1\"}]", "+1")]
    [InlineData("{\"data\":[{\"a\":\"1\"}],\"x\":1", "+1")]
    [InlineData("[{\"a\":\"1\"},{\"a\":\"2", "+1")]
    [InlineData("[{\"a\":\"1\"},{\"a\":tr", "+1")]
    [InlineData("[{\"a\":\"1\"},{\"a\":\"\\u00", "+1")]
    [InlineData("[{\"a\":\"1\"},{\"a\":12", "+1")]
    [InlineData("[{\"a\":\"1\"},12", "+1")]
    public void Body_that_ends_before_its_end_mark_is_incomplete(string body, params string[] before)
    {
        Decoded decoded = Decoded.Json(body, "a");
        Assert.True(decoded.IsIncomplete);
        Assert.Equal(before, decoded.Lines);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html></html>", "an HTML or XML page")]
    [InlineData("Wait for result. Progress is 94%.", "Wait for result. Progress is 94%.")]
    [InlineData("""{"errors":[],"code":400}""", "«errors», «code»")]
    [InlineData("{}", "no members")]
    [InlineData("""{"data":null}""", "«data» is no array")]
    [InlineData("""{"data":{"a":[{"b":1}]}}""", "«data» is no array")]
    [InlineData("""{"a":1 2}""", "broken before any record")]
    [InlineData("a,b\n1,2\n", "a,b")]
    public void Something_else_is_refused_with_what_was_found(string body, string found)
    {
        Decoded decoded = Decoded.Json(body, "a");
        Assert.Equal(typeof(SourceException), decoded.Failure?.GetType());
        Assert.Contains(found, decoded.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("a JSON export is", decoded.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(decoded.Lines);
    }

    [Fact]
    public void Malformed_record_is_cut_at_64_KB_and_reading_goes_on()
    {
        string filling = new('x', 3_000_000);
        Decoded decoded = Good($"[{{\"a\":\"{filling}\" 1}},\n{{\"a\":\"{filling}\"}},\n{{\"a\":\"3\"}}]", "a");
        Assert.Equal(64 << 10, decoded.Malformed.Single().Length);
        Assert.Equal([filling, "3"], decoded.Records.Select(record => record[0]));
    }

    [Fact]
    public void Nesting_has_a_limit_and_no_crash()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        string within = new string('[', 1000) + new string(']', 1000);
        Decoded decoded = Good($"[{{\"a\":{deep}}},\n{{\"a\":{within}}},\n{{\"a\":\"3\"}}]", "a");
        Assert.Equal([within, "3"], decoded.Records.Select(record => record[0]));
        Assert.Contains("nested deeper", Assert.Single(decoded.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hand_on_is_asked_for_between_records()
    {
        Decoded decoded = await Decoded.OfAsync(new MemoryStream(Encoding.UTF8.GetBytes("""[{"a":1},2,{"a":3},{"a":4},{"a":5}]""")), ExportFormat.Json, ["a"], handOnEvery: 2);
        Assert.Equal(2, decoded.HandedOn);
        Assert.Equal(5, decoded.Lines.Count);
    }

    private static Decoded Good(string body, params string[] columns) => Decoded.Good(body, ExportFormat.Json, columns);
}
