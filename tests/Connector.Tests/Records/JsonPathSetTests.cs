using System.Text;
using Connector.Core.Records;

namespace Connector.Tests.Records;

public sealed class JsonPathSetTests
{
    [Theory]
    [InlineData("""{"a":{"b":"x"}}""", "event_json.a.b", "x")]
    [InlineData("""{"a":{"b":1.10}}""", "event_json.a.b", "1.10")]
    [InlineData("""{"n":12345678901234567890}""", "event_json.n", "12345678901234567890")]
    [InlineData("""{"t":true,"f":false}""", "event_json.f", "false")]
    [InlineData("""{"a":null}""", "event_json.a", "")]
    [InlineData("""{}""", "event_json.a", "")]
    [InlineData("""{"a":"x","a":"y"}""", "event_json.a", "y")]
    [InlineData("""{"a":{"b":"x"},"a":{"c":1}}""", "event_json.a.b", "")]
    [InlineData("""{"a":{"b":"x"},"a":null}""", "event_json.a.b", "")]
    [InlineData("""{"a":"x","a":null}""", "event_json.a", "")]
    [InlineData("""{"items":[{"sku":"A1"},{"sku":"B2"}]}""", "event_json.items[1].sku", "B2")]
    [InlineData("""{"items":[{"sku":"A1"}]}""", "event_json.items[1].sku", "")]
    [InlineData("""{"items":{"0":"x"}}""", "event_json.items[0]", "")]
    [InlineData("""{"a": { "b" : [ 1 , "x y" ] } }""", "event_json.a", """{"b":[1,"x y"]}""")]
    [InlineData("""{"a":"\u043f\u0440\"\\\n\/"}""", "event_json.a", "пр\"\\\n/")]
    [InlineData("""{"a":"\ud83d\ude00"}""", "event_json.a", "😀")]
    [InlineData("""{"a":"\ud83d!"}""", "event_json.a", "\uFFFD!")]
    [InlineData("""{"\u0061":"x"}""", "event_json.a", "x")]
    [InlineData("""{"A":"x"}""", "event_json.a", "")]
    [InlineData("""{"a.b":"x"}""", "event_json[\"a.b\"]", "x")]
    public void Finds_the_text_of_a_path(string json, string path, string expected)
    {
        (bool valid, string[] found) = Find(json, path);
        Assert.True(valid);
        Assert.Equal(expected, found[0]);
    }

    [Theory]
    [InlineData("""{"a":"x" """)]
    [InlineData("""{"a":"x"}}""")]
    [InlineData("""{"a":"x",}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""[{"a":"x"}]""")]
    [InlineData("\"a\"")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("None")]
    public void A_text_that_is_no_object_has_nothing_and_says_so(string json)
    {
        (bool valid, string[] found) = Find(json, "event_json.a");
        Assert.False(valid);
        Assert.Equal("", found[0]);
    }

    [Fact]
    public void One_walk_finds_the_paths_of_all_hooks()
    {
        (_, string[] found) = Find("""{"a":{"b":"x","c":{"d":1}},"e":2}""", "event_json.a.b", "event_json.e", "event_json.a", "event_json.a.c.d", "event_json.a.b");
        Assert.Equal(["x", "2", """{"b":"x","c":{"d":1}}""", "1", "x"], found);
    }

    private static (bool Valid, string[] Found) Find(string json, params string[] paths)
    {
        var set = new JsonPathSet();
        int[] numbers = [.. paths.Select(text => set.Add(FieldPath.TryParse(text, LogResource.Events, out FieldPath? path, out string? error) ? path! : throw new InvalidOperationException(error)))];
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        var found = new PathValue[set.Count];
        bool valid = set.Find(utf8, found);
        return (valid, [.. numbers.Select(number => Text(utf8, found[number]))]);
    }

    private static string Text(byte[] json, PathValue value)
    {
        ReadOnlySpan<byte> raw = json.AsSpan(value.Start, value.Length);
        byte[] target = new byte[raw.Length];
        int length = value.Form switch
        {
            ValueForm.JsonString => JsonText.Unescape(raw, target),
            ValueForm.JsonStructure => JsonText.Compact(raw, target),
            _ => -1,
        };
        return Encoding.UTF8.GetString(length < 0 ? raw : target.AsSpan(0, length));
    }
}
