using Connector.Configuration;

namespace Connector.Tests.Configuration;

public sealed class AllowedHostTests : IDisposable
{
    private static readonly ConfigOptions Limited = new() { AllowedHosts = ["api.appmetrica.yandex.com", "Altcraft.example"] };

    private readonly TemporaryConfig _config = new();

    public void Dispose() => _config.Dispose();

    [Theory]
    [InlineData("https://api.appmetrica.yandex.com", true)]
    [InlineData("https://API.appmetrica.yandex.com:444/x", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("https://api.appmetrica.yandex.com.evil.example", false)]
    [InlineData("https://api.appmetrica.yandex.com@evil.example", false)]
    [InlineData("http://127.0.0.1:9", false)]
    [InlineData(null, true)]
    public void A_source_may_be_limited_to_named_hosts(string? url, bool isAllowed)
    {
        string written = url is null ? "" : $", \"baseUrl\": \"{url}\"";
        _config.Write("integrations/shop.json", $"{{ \"source\": {{ \"applicationId\": 1, \"token\": \"${{env:TOKEN}}\"{written} }}, \"hooks\": [] }}");
        Problem[] errors = [.. _config.Load(Limited).Problems.Where(problem => problem.Severity == Severity.Error)];
        Assert.Equal(isAllowed, errors.Length == 0);
        Assert.All(errors, error => Assert.True(error.Code is "host-not-allowed" or "bad-url", error.ToString()));
    }

    [Fact]
    public void The_problem_says_which_hosts_there_are_and_where_they_are_set()
    {
        _config.Write("integrations/shop.json", """{ "source": { "applicationId": 1, "token": "${env:TOKEN}", "baseUrl": "https://evil.example" }, "hooks": [] }""");
        Problem problem = Assert.Single(_config.Load(Limited).Problems, problem => problem.Severity == Severity.Error);
        Assert.Equal(("host-not-allowed", 1, 71), (problem.Code, problem.Line, problem.Column));
        Assert.Contains("'evil.example'", problem.Text, StringComparison.Ordinal);
        Assert.Contains("api.appmetrica.yandex.com, Altcraft.example", problem.Text, StringComparison.Ordinal);
        Assert.Contains("connector.allowedHosts", problem.Text, StringComparison.Ordinal);
        Assert.NotNull(_config.Load().Catalog);
    }

    [Fact]
    public void The_usual_host_of_a_destination_must_be_named_too()
    {
        _config.Write("destinations/metrix.json", """{ "type": "metrix", "applicationId": "a", "apiKey": "${env:TOKEN}", "databases": ["customers"] }""");
        _config.Write("destinations/altcraft.json", """{ "type": "altcraft", "baseUrl": "https://altcraft.example", "token": "${env:TOKEN}", "databases": { "customers": 1 } }""");
        Problem problem = Assert.Single(_config.Load(Limited).Problems, problem => problem.Code == "host-not-allowed");
        Assert.Contains("metrix.json", problem.File, StringComparison.Ordinal);
    }
}
