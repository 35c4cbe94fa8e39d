using Connector.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace Connector.Tests.Api;

public sealed class DescriptionTests : IAsyncLifetime
{
    private ApiBench _api = null!;
    private JObject _document = null!;

    public async Task InitializeAsync()
    {
        _api = await ApiBench.StartAsync();
        _document = JObject.Parse((await _api.GetAsync("/openapi/v1.json", null)).Is(200).Text);
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public void The_description_is_the_one_that_was_agreed_to() => Approved.Matches(_document.ToString(), "openapi.json");

    [Fact]
    public void It_is_OpenAPI_3_1_and_every_reference_in_it_leads_somewhere()
    {
        Assert.StartsWith("3.1.", (string?)_document["openapi"]);
        string[] references = [.. _document.Descendants().OfType<JProperty>().Where(one => one.Name == "$ref").Select(one => (string)one.Value!)];
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(_document.SelectToken(reference[2..].Replace('/', '.'))));
    }

    [Fact]
    public void Every_endpoint_is_described_with_words_parameters_and_answers()
    {
        RouteEndpoint[] endpoints = [.. _api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(one => one.Metadata.GetMetadata<Connector.Pages.ConsoleRoute>() is null)];
        Assert.NotEmpty(endpoints);
        foreach (RouteEndpoint endpoint in endpoints)
        {
            string path = endpoint.RoutePattern.RawText!;
            string method = endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single().ToLowerInvariant();
            var operation = (JObject)_document["paths"]![path]![method]!;
            Assert.EndsWith(".", (string?)operation["summary"]);
            Assert.NotNull(operation["operationId"]);
            Assert.Single(operation["tags"]!);
            Assert.Equal(
                endpoint.RoutePattern.Parameters.Select(one => one.Name),
                (operation["parameters"] ?? new JArray()).Where(one => (string?)one["in"] == "path").Select(one => (string)one["name"]!));
            Assert.All(operation["parameters"] ?? new JArray(), one => Assert.EndsWith(".", ((string?)one["description"])!.TrimEnd('`')));
            string[] answers = [.. ((JObject)operation["responses"]!).Properties().Select(one => one.Name)];
            Assert.Contains(answers, status => status[0] == '2');
            Assert.Contains("500", answers);
            bool needsToken = path.StartsWith("/api/", StringComparison.Ordinal);
            Assert.Equal(needsToken, operation["security"]?.HasValues is true);
            Assert.All(new[] { "401", "403", "429" }, status => Assert.Equal(needsToken, answers.Contains(status)));
            Assert.Equal(operation["requestBody"] is not null, answers.Contains("413"));
        }

        Assert.Equal(endpoints.Length, _document["paths"]!.Children<JProperty>().Sum(path => ((JObject)path.Value).Count));
        string[] ids = [.. _document["paths"]!.SelectTokens("$..operationId").Select(one => (string)one!)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Every_member_of_every_answer_is_explained()
    {
        JProperty[] members = [.. _document["components"]!["schemas"]!.SelectTokens("$..properties").OfType<JObject>().SelectMany(one => one.Properties())];
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.True(
            member.Value["description"] is not null || member.Value["$ref"] is not null || member.Value["anyOf"] is not null || member.Value["items"] is not null,
            member.Path));
    }
}
