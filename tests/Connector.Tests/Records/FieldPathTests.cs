using Connector.Core.Records;

namespace Connector.Tests.Records;

public sealed class FieldPathTests
{
    [Theory]
    [InlineData("event_name", "event_name", "")]
    [InlineData("event_json.contacts.email", "event_json", "contacts|email")]
    [InlineData("event_json.items[0].sku", "event_json", "items|0|sku")]
    [InlineData("event_json[\"Doctor Type\"]", "event_json", "Doctor Type")]
    [InlineData("event_json.Doctor Type", "event_json", "Doctor Type")]
    [InlineData("event_json[\"a.b[0]\"].c", "event_json", "a.b[0]|c")]
    [InlineData(@"event_json[""say \""hi\"" \\ bye""]", "event_json", @"say ""hi"" \ bye")]
    [InlineData("event_json[2][3]", "event_json", "2|3")]
    [InlineData("event_json.a.b.c.d.e.f.g.h.i.j", "event_json", "a|b|c|d|e|f|g|h|i|j")]
    public void Reads_names_indexes_and_quoted_names(string text, string column, string steps)
    {
        Assert.True(FieldPath.TryParse(text, LogResource.Events, out FieldPath? path, out string? error), error);
        Assert.Equal(column, path!.Column);
        Assert.Equal(steps, string.Join('|', path.Steps.Select(step => step.Name ?? step.Index.ToString())));
    }

    [Theory]
    [InlineData("", "needs a name")]
    [InlineData("evnt_name", "Did you mean 'event_name'?")]
    [InlineData("event_name.x", "Write 'event_name' alone")]
    [InlineData("event_json.", "name is missing")]
    [InlineData("event_json..a", "name is missing")]
    [InlineData("event_json[", "index such as [0]")]
    [InlineData("event_json[-1]", "index such as [0]")]
    [InlineData("event_json[x]", "index such as [0]")]
    [InlineData("event_json[\"a\"", "does not end")]
    [InlineData("event_json[0]x", "can follow")]
    [InlineData("event_json.a.b.c.d.e.f.g.h.i.j.k", "at most 10")]
    [InlineData("event_json.a[0].b[0].c[0].d[0].e[0].f", "at most 10")]
    public void A_bad_path_says_what_to_write(string text, string cure)
    {
        Assert.False(FieldPath.TryParse(text, LogResource.Events, out _, out string? error));
        Assert.Contains(cure, error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_of_a_profile_may_have_any_name()
    {
        Assert.True(FieldPath.TryParse("№ карты лояльности. старая", LogResource.ProfilesV2, out FieldPath? path, out _));
        Assert.Equal("№ карты лояльности. старая", path!.Column);
        Assert.Empty(path.Steps);
    }

    [Fact]
    public void There_are_thirteen_resources_with_the_documented_numbers_of_columns() => Assert.Equal(
        "events 32, installations 42, sessions_starts 29, profiles_v2 34, push_tokens 27, deeplinks 37, clicks 25, postbacks 45, revenue_events 40, "
        + "ad_revenue_events 41, ecommerce_events 81, crashes 30, errors 29",
        string.Join(", ", LogResource.All.Select(resource => $"{resource.Name} {resource.Columns.Length}")));

    [Fact]
    public void Every_resource_has_the_columns_it_is_told_apart_by() => Assert.All(LogResource.All, resource =>
    {
        Assert.NotEmpty(resource.Identity);
        Assert.All(resource.Identity.Concat(resource.JsonColumns), column => Assert.True(resource.Has(column), $"{resource.Name} {column}"));
        Assert.All(
            new[] { resource.EventTime, resource.ReceiveTime }.OfType<string>(),
            prefix => Assert.True(resource.Has(prefix + "_timestamp") && resource.Has(prefix + "_datetime"), $"{resource.Name} {prefix}"));
    });
}
