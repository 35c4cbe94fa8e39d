using Connector.Configuration;
using Connector.Core.Ingest;
using Connector.Core.Records;

namespace Connector.Tests.Configuration;

/// <summary>Nesting that would overflow the stack of a reader that calls itself.</summary>
public sealed class HostileConfigTests
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);

    [Fact]
    public void A_config_file_of_a_hundred_thousand_levels_is_one_problem()
    {
        using var config = new TemporaryConfig();
        config.Write("integrations/shop.json", Deep);
        Problem problem = Assert.Single(config.Load().Problems);
        Assert.Equal("syntax", problem.Code);
        Assert.Contains("64", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_of_a_hundred_thousand_levels_is_one_fault_that_names_the_limit()
    {
        var body = new RequestBody();
        Assert.False(body.Read(System.Text.Encoding.UTF8.GetBytes(Deep)));
        Assert.Contains("64 levels", Assert.Single(body.Faults).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_json_of_a_hundred_thousand_levels_is_broken_text()
    {
        Assert.True(FieldPath.TryParse("event_json.a.a", LogResource.Events, out FieldPath? path, out _));
        var paths = new JsonPathSet();
        paths.Add(path!);
        var found = new PathValue[1];
        Assert.False(paths.Find(System.Text.Encoding.UTF8.GetBytes(Deep), found));
        Assert.Equal(ValueForm.Missing, found[0].Form);
    }
}
