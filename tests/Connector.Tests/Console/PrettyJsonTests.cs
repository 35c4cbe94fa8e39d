using Connector.Pages.Words;

namespace Connector.Tests.Pages;

public sealed class PrettyJsonTests
{
    [Fact]
    public void A_record_is_spread_over_lines_and_its_JSON_columns_are_shown_as_what_they_hold() =>
        Assert.Equal("{\n  \"event_json\": {\n    \"name\": \"Аня\"\n  }\n}", PrettyJson.Of("""{"event_json":"{\"name\":\"\\u0410ня\"}"}""").ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"name":"\ud83d"}""")]
    [InlineData("""{"\ud83d":"name"}""")]
    [InlineData("""{"event_json":"{\"name\":\"\\ud83d\"}"}""")]
    [InlineData("""{"event_json":"{\"\\ud83d\":1}"}""")]
    public void What_is_no_text_after_all_is_shown_as_it_came(string record) => Assert.Equal(record, PrettyJson.Of(record));

    [Theory]
    [InlineData("""{"event_name":"view"}""", "view")]
    [InlineData("""{"event_name":1}""", null)]
    [InlineData("""{"event_name":"\ud83d"}""", null)]
    [InlineData("[]", null)]
    public void A_member_that_is_no_text_has_none(string record, string? text) => Assert.Equal(text, PrettyJson.Member(record, "event_name"));
}
