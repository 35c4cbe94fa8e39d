using Connector.Core.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Api;

public sealed class AccessTests(AccessTests.Service service) : IClassFixture<AccessTests.Service>
{
    public static TheoryData<string, string, Role?, bool> Calls
    {
        get
        {
            var calls = new TheoryData<string, string, Role?, bool>();
            foreach (RouteTable.Row row in RouteTable.All)
            {
                foreach (Role? role in new Role?[] { null, Role.Viewer, Role.Operator, Role.Admin })
                {
                    calls.Add(row.Method, row.Route, role, row.Role is null || role >= row.Role);
                }
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_role_may_use_the_routes_of_the_table_and_no_others(string method, string route, Role? role, bool isAllowed)
    {
        RouteTable.Row row = RouteTable.All.Single(one => one.Method == method && one.Route == route);
        ApiAnswer answer = await service.Api.SendAsync(new HttpMethod(method), row.Path, role, row.Body);
        if (isAllowed)
        {
            Assert.DoesNotContain(answer.Status, new[] { 401, 403, 405, 415, 429, 500, 503 });
            return;
        }

        answer.Is(role is null ? 401 : 403);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(role is null ? "unauthorized" : "forbidden", answer.Problem);
        Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"));
        Assert.Equal(role is not null, answer.Detail.Contains($"It needs the role {row.Role!.Value.Name()}."));
    }

    [Fact]
    public void The_table_names_every_endpoint_and_its_role()
    {
        RouteEndpoint[] endpoints = [.. service.Api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(one => one.Metadata.GetMetadata<Connector.Pages.ConsoleRoute>() is null)];
        Assert.NotEmpty(endpoints);
        Assert.Equal(
            RouteTable.All.Select(row => $"{row.Method} {row.Route} {row.Role?.Name() ?? "anybody"}").Order(StringComparer.Ordinal),
            endpoints.SelectMany(LinesOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer ")]
    [InlineData("Bearer ct_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer ct_999999_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("REVOKED")]
    public async Task Wrong_tokens_of_every_kind_get_the_same_answer(string header)
    {
        // A service of its own: failed attempts are counted.
        await using ApiBench api = await ApiBench.StartAsync();
        if (header == "REVOKED")
        {
            header = "Bearer " + api.Token(Role.Operator);
            (await api.GetAsync("/api/v1/runs", Role.Operator)).Is(200);
            long id = (await api.GetAsync("/api/v1/tokens", Role.Admin)).Items.Single(token => token.GetProperty("name").GetString() == "the-operator").GetProperty("id").GetInt64();
            (await api.SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{id}", Role.Admin)).Is(204);
        }

        ApiAnswer answer = await api.SendAsync(HttpMethod.Get, "/api/v1/runs", null, null, ("Authorization", header));
        answer.Is(401);
        Assert.Equal("Bearer realm=\"connector\", error=\"invalid_token\"", answer.Header("WWW-Authenticate"));
        Assert.Equal(
            """{"type":"urn:connector:problem:unauthorized","title":"A valid token is needed.","status":401,"detail":"The token is not valid. 'connector token list' shows which are."}""",
            answer.Text);
    }

    [Fact]
    public async Task Many_failed_attempts_have_to_wait_while_a_right_token_passes()
    {
        await using ApiBench api = await ApiBench.StartAsync();
        var statuses = new List<int>();
        ApiAnswer answer;
        do
        {
            answer = await api.SendAsync(HttpMethod.Get, "/api/v1/runs", null, null, ("Authorization", "Bearer wrong"));
            statuses.Add(answer.Status);
        }
        while (answer.Status == 401 && statuses.Count < 100);

        answer.Is(429);
        Assert.Equal("too-many-attempts", answer.Problem);
        Assert.InRange(int.Parse(answer.Header("Retry-After")!), 1, 6);
        Assert.Null(answer.Header("WWW-Authenticate"));
        Assert.Equal(10, statuses.Count(status => status == 401));
        (await api.GetAsync("/api/v1/runs")).Is(200);
        (await api.SendAsync(HttpMethod.Get, "/api/v1/runs", null)).Is(401);
    }

    [Fact]
    public async Task What_is_not_there_is_refused_to_strangers_and_not_found_by_others()
    {
        Assert.Equal("unauthorized", (await service.Api.GetAsync("/api/v1/nothing", null)).Is(401).Problem);
        Assert.Equal("not-found", (await service.Api.GetAsync("/api/v1/nothing")).Is(404).Problem);
        ApiAnswer answer = await service.Api.SendAsync(HttpMethod.Delete, "/api/v1/runs", Role.Admin);
        Assert.Equal("method-not-allowed", answer.Is(405).Problem);
    }

    [Fact]
    public async Task A_used_token_says_when()
    {
        await using ApiBench api = await ApiBench.StartAsync();
        (await api.GetAsync("/api/v1/runs")).Is(200);
        await api.StopAsync();
        await using Storage.SqliteStore store = await Storage.SqliteStore.OpenReadOnlyAsync(api.Files.StorePath, TimeProvider.System, CancellationToken.None);
        IReadOnlyList<AccessToken> tokens = await store.Tokens.ListAsync(CancellationToken.None);
        Assert.NotNull(tokens.Single(token => token.Name == "the-viewer").LastUsedAt);
        Assert.Null(tokens.Single(token => token.Name == "the-operator").LastUsedAt);
    }

    [Fact]
    public async Task Tokens_never_reach_the_log()
    {
        (await service.Api.GetAsync("/api/v1/runs")).Is(200);
        (await service.Api.GetAsync("/api/v1/audit")).Is(403);
        Assert.Contains("Listening on", service.Api.Logged);
        Assert.DoesNotContain("ct_", service.Api.Logged);
    }

    private static IEnumerable<string> LinesOf(RouteEndpoint endpoint)
    {
        string? policy = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().SingleOrDefault()?.Policy;
        string role = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "anybody" : policy ?? "nobody said";
        return endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText} {role}");
    }

    public sealed class Service : IAsyncLifetime
    {
        internal ApiBench Api { get; private set; } = null!;

        public async Task InitializeAsync() => Api = await ApiBench.StartAsync();

        public async Task DisposeAsync() => await Api.DisposeAsync();
    }
}
