using Connector.Core.Catalog;

namespace Connector.Tests.Vendors.Decoding;

/// <summary>What is wrong in one record costs that record alone.</summary>
public sealed class BrokenJsonTests
{
    private const string Head = "{\n\"data\" :\n[\n";
    private const string Tail = "]\n}\n";

    /// <summary>One object a line, one of them broken: the others are read, and the broken one is given whole.</summary>
    [Theory]
    [InlineData("""{"a":"x","b":"y" """, """{"a":"x","b":"y" """)]                 // no closing brace
    [InlineData("""{"a":"x","b":"y,""", """{"a":"x","b":"y""")]                    // cut inside a string
    [InlineData("""{"a":"x","b""", """{"a":"x","b""")]                             // cut inside a key
    [InlineData("""{"a":"x","b":""", """{"a":"x","b":""")]                         // cut behind a colon
    [InlineData("""{"a":"x","b":{"c":[1,""", """{"a":"x","b":{"c":[1""")]          // cut in a structure
    [InlineData("""{"a":"x","b":[""", """{"a":"x","b":[""")]
    [InlineData("""{""", """{""")]
    [InlineData("""{"a":"x,"b":"y"},""", """{"a":"x,"b":"y"}""")]                  // a quote is missing
    [InlineData("""{"a":"x","b:"y"},""", """{"a":"x","b:"y"}""")]
    [InlineData("""{"a":"x\","b":"y"},""", """{"a":"x\","b":"y"}""")]              // a quote is covered
    [InlineData("""{"a":"x""b":"y"},""", """{"a":"x""b":"y"}""")]                  // a comma is missing
    [InlineData("""{"a""x"},""", """{"a""x"}""")]
    [InlineData("""{"a":},""", """{"a":}""")]
    [InlineData("""{"a":"x",},""", """{"a":"x",}""")]
    [InlineData("""{"a":"x",,"b":1},""", """{"a":"x",,"b":1}""")]
    [InlineData("""{a:"x"},""", """{a:"x"}""")]
    [InlineData("""{'a':'x'},""", """{'a':'x'}""")]
    [InlineData("""{"a":"\x"},""", """{"a":"\x"}""")]
    [InlineData("""{"a":"\u12g4"},""", """{"a":"\u12g4"}""")]
    [InlineData("""{"a":"\u12"},""", """{"a":"\u12"}""")]
    [InlineData("""{"a":01},""", """{"a":01}""")]
    [InlineData("""{"a":1.},""", """{"a":1.}""")]
    [InlineData("""{"a":.5},""", """{"a":.5}""")]
    [InlineData("""{"a":+1},""", """{"a":+1}""")]
    [InlineData("""{"a":1e},""", """{"a":1e}""")]
    [InlineData("""{"a":-},""", """{"a":-}""")]
    [InlineData("""{"a":NaN},""", """{"a":NaN}""")]
    [InlineData("""{"a":None},""", """{"a":None}""")]
    [InlineData("""{"a":truE},""", """{"a":truE}""")]
    [InlineData("""{"a":"1" "2"},""", """{"a":"1" "2"}""")]
    [InlineData("""{"b":[1,],"a":"x"},""", """{"b":[1,],"a":"x"}""")]
    [InlineData("""{"b":{"c"},"a":"x"},""", """{"b":{"c"},"a":"x"}""")]
    [InlineData("""{"b":[1},"a":"x"},""", """{"b":[1}""", "-\"a\":\"x\"}")]   // brackets crossed: the object ends with its brace
    [InlineData("""42,""", """42""")]
    [InlineData("""null,""", """null""")]
    [InlineData(""" "text, with {\"a\":1} in it" ,""", """ "text, with {\"a\":1} in it" """)]
    [InlineData("""[{"a":"x"},2],""", """[{"a":"x"},2]""")]
    [InlineData("""...""", """...""")]
    [InlineData("""x,""", """x""")]
    [InlineData("\"a\":\"x\",\"b\":\"y\"},", "\"a\":\"x\",\"b\":\"y\"}")]      // no opening brace
    [InlineData("""}""", """}""")]
    [InlineData("""},""", """}""")]
    [InlineData("""]""", """]""")]
    [InlineData("""],""", """]""")]
    [InlineData("""]},""", """]}""")]
    [InlineData("""<html>,""", """<html>""")]
    [InlineData("{\"a\":\"x\ny\",\"b\":\"z\"},", "{\"a\":\"x\ny\",\"b\":\"z\"}")]  // a raw line break
    [InlineData("{\"a\":\"x\ry\",\"b\":\"z\"},", "{\"a\":\"x\ry\",\"b\":\"z\"}")]
    public void Broken_line_costs_no_good_one(string line, string text, string? also = null)
    {
        string[] middle = also is null ? ["-" + text.Trim()] : ["-" + text.Trim(), also];
        string first = "{\"a\":\"1\",\"b\":\"2\"},\n";
        string last = "{\"a\":\"3\",\"b\":\"4\"}";
        foreach (string lineEnd in (string[])["\n", "\r\n", "\n  "])
        {
            string records = first + first + line + "\n" + first + line + "\n" + last + "\n";
            string body = (Head + records + Tail).Replace("\n", lineEnd, StringComparison.Ordinal);
            string[] expected = ["+1|2", "+1|2", .. middle, "+1|2", .. middle, "+3|4"];
            string[] shown = [.. expected.Select(shown => shown.Replace("\n", lineEnd, StringComparison.Ordinal))];

            Assert.Equal(shown, Good(body, "a", "b").Lines);
            Assert.Equal(shown, Good(body[body.IndexOf('[')..body.LastIndexOf('}')], "a", "b").Lines);
        }
    }

    [Theory]
    [InlineData("""{"data":[{"a":"1},""", """{"a":"1}""")]                         // the first stands beside the head
    [InlineData("{\"data\":[{\"a\":\"1\",", "{\"a\":\"1\"")]
    [InlineData("""{"data":[{"a":1 2},""", """{"a":1 2}""")]
    public void Broken_record_beside_the_head_costs_no_good_one(string start, string text) =>
        Assert.Equal(["-" + text, "+2", "+3"], Good(start + "\n{\"a\":\"2\"},\n{\"a\":\"3\"}]}", "a").Lines);

    [Theory]
    [InlineData("""[{"a":"1"},{"a":"2",{"a":"3"},{"a":"4"}]""", "+1", "-{\"a\":\"2\"", "+3", "+4")]
    [InlineData("""[{"a":"1"},{"a":2x},{"a":"3"}]""", "+1", """-{"a":2x}""", "+3")]
    [InlineData("""[{"a":"1"},{"a":"2"}xyz,{"a":"3"}]""", "+1", "+2", "-xyz", "+3")]
    [InlineData("""[{"a":"1"}xyz{"a":"3"}]""", "+1", "-xyz", "+3")]
    [InlineData("""[{"a":"1"},"a":"2","b":"x"},{"a":"3"}]""", "+1", """-"a":"2","b":"x"}""", "+3")]
    [InlineData("""[{"a":"1"}{"a":"2"} {"a":"3"}]""", "+1", "+2", "+3")]
    [InlineData("""[1,"x",[2],{"a":"1"},null,true]""", "-1", "-\"x\"", "-[2]", "+1", "-null", "-true")]
    [InlineData("""[{"a":"1"},{"a":"2"]""", "+1", "-{\"a\":\"2\"")]
    [InlineData("""{"data":[{"a":"1"},{"a":"2,{"a":"3"}]}""", "+1", """-{"a":"2,{"a":"3"}""")]
    public void On_a_single_line_a_broken_record_ends_where_its_braces_balance_or_a_name_should_stand(string body, params string[] expected) =>
        Assert.Equal(expected, Good(body, "a").Lines);

    [Theory]
    [InlineData("[{\"a\":\"1\"}] and so on", "+1", "-] and so on")]
    [InlineData("{\"data\":[{\"a\":\"1\"}]}\n<!-- end -->\n", "+1", "-]}\n<!-- end -->")]
    [InlineData("{\"data\":[{\"a\":\"1\"}],\"x\":1 2}", "+1", "-],\"x\":1 2}")]
    public void What_stands_behind_the_end_mark_is_malformed(string body, params string[] expected) =>
        Assert.Equal(expected, Good(body, "a").Lines);

    [Theory]
    [InlineData("{\"data\":[{\"a\":\"1\"}]}\n\uFEFF{\n\"data\" :\n[\n{\"a\":\"2\"}\n]\n}\n{\"data\":[]}{\"data\":[{\"a\":\"3\"}]}")]
    [InlineData("[{\"a\":\"1\"}]\n[{\"a\":\"2\"},]\n[][{\"a\":\"3\"}]\n")]
    public void Joined_exports_are_read_one_after_another(string body)
    {
        Assert.Equal(["+1", "+2", "+3"], Good(body, "a").Lines);
        Assert.True(Decoded.Json(body[..body.LastIndexOf('a')], "a").IsIncomplete);
    }

    [Fact]
    public void In_a_document_over_many_lines_a_broken_record_costs_no_good_one()
    {
        string Record(string a, string end = "\n    }") => $"    {{\n      \"a\": {a},\n      \"n\": [\n        {{\"a\": 9}},\n        [\n          1\n        ]\n      ],\n      \"b\": \"x\"{end}";
        string body = "{\n  \"data\": [\n" + string.Join(",\n", Record("\"1\""), Record("bad"), Record("\"3\""), Record("\"4\"", ""), Record("\"5,"), Record("\"6\"")) + "\n  ]\n}";

        Decoded decoded = Good(body, "a");

        Assert.Equal(["1", "3", "6"], decoded.Records.Select(record => record[0]));
        Assert.Equal([Record("bad").Trim(), Record("\"4\"", ""), Record("\"5,").Trim()], decoded.Malformed.Select((text, i) => i == 1 ? "    " + text : text));
    }

    private static Decoded Good(string body, params string[] columns) => Decoded.Good(body, ExportFormat.Json, columns);
}
