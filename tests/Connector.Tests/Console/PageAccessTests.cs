using Connector.Core.Access;
using Connector.Pages;
using Connector.Tests.Api;
using Connector.Tests.Commands;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Tests.Pages;

public sealed class PageAccessTests(PageAccessTests.Service service) : IClassFixture<PageAccessTests.Service>
{
    public static TheoryData<string, string, Role?> Visits
    {
        get
        {
            var visits = new TheoryData<string, string, Role?>();
            foreach (PageTable.Row row in PageTable.All)
            {
                foreach (Role? role in new Role?[] { null, Role.Viewer, Role.Operator, Role.Admin })
                {
                    visits.Add(row.Method, row.Route, role);
                }
            }

            return visits;
        }
    }

    [Theory]
    [MemberData(nameof(Visits))]
    public async Task A_role_may_use_the_pages_of_the_table_and_no_others(string method, string route, Role? role)
    {
        PageTable.Row row = PageTable.All.Single(one => one.Method == method && one.Route == route);
        using Visitor visitor = role is { } known ? await Visitor.SignedInAsync(service.Bench, known) : Visitor.Stranger(service.Bench);
        Visitor.Page page = method == "GET" ? await visitor.GetAsync(row.Path) : await visitor.SubmitAsync(role is null ? "/sign-in" : "/", row.Path);
        if (row.Role is null || role >= row.Role)
        {
            Assert.DoesNotContain(page.Status, new[] { 403, 405, 500, 503 });
            Assert.False(page.Location?.StartsWith("/sign-in", StringComparison.Ordinal) is true && route != "/sign-out", page.Location);
        }
        else if (role is null)
        {
            page.Is(303);
            Assert.StartsWith("/sign-in", page.Location);
        }
        else
        {
            Assert.Contains($"It needs the role {row.Role!.Value.Name()}; yours is {role.Value.Name()}.", page.Is(403).Words);
        }
    }

    [Fact]
    public void The_table_names_every_page_and_its_role()
    {
        RouteEndpoint[] endpoints =
            [.. service.Bench.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(one => one.Metadata.GetMetadata<ConsoleRoute>() is not null)];
        Assert.NotEmpty(endpoints);
        Assert.Equal(
            PageTable.All.Select(row => $"{row.Method} {row.Route} {row.Role?.Name() ?? "anybody"}").Order(StringComparer.Ordinal),
            endpoints.Select(endpoint => $"{endpoint.Metadata.GetRequiredMetadata<ConsoleRoute>().Method} {endpoint.RoutePattern.RawText} {RoleOf(endpoint)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_without_its_token_is_refused_and_nothing_is_done(string route, Role? role)
    {
        PageTable.Row row = PageTable.All.Single(one => one.Method == "POST" && one.Route == route);
        using Visitor visitor = role is { } known ? await Visitor.SignedInAsync(service.Bench, known) : Visitor.Stranger(service.Bench);
        foreach ((string, string)[] fields in new (string, string)[][] { [], [("token", "CfDJ8nonsense")] })
        {
            Assert.Contains("This form is out of date", (await visitor.PostAsync(row.Path, fields)).Is(400).Words);
        }
    }

    public static TheoryData<string, Role?> Forms
    {
        get
        {
            var forms = new TheoryData<string, Role?>();
            foreach (PageTable.Row row in PageTable.All.Where(one => one.Method == "POST"))
            {
                forms.Add(row.Route, row.Role);
            }

            return forms;
        }
    }

    [Fact]
    public async Task A_form_of_somebody_else_is_refused()
    {
        using Visitor one = await Visitor.SignedInAsync(service.Bench, Role.Operator);
        using Visitor other = await Visitor.SignedInAsync(service.Bench, Role.Admin);
        string token = (await other.GetAsync("/")).FormToken;
        (await one.PostAsync("/integrations/shop-app/pause", ("token", token))).Is(400);
    }

    [Fact]
    public async Task What_a_role_may_not_do_is_not_offered()
    {
        using Visitor viewer = await Visitor.SignedInAsync(service.Bench, Role.Viewer);
        using Visitor operating = await Visitor.SignedInAsync(service.Bench, Role.Operator);
        using Visitor admin = await Visitor.SignedInAsync(service.Bench, Role.Admin);
        string[] ofOperators = ["Sync now", "Pause", "Start the backfill"];
        string seen = (await viewer.GetAsync("/integrations/shop-app")).Is(200).Words;
        Assert.All(ofOperators, button => Assert.DoesNotContain(button, seen));
        seen = (await operating.GetAsync("/integrations/shop-app")).Is(200).Words;
        Assert.All(ofOperators, button => Assert.Contains(button, seen));

        Assert.DoesNotContain("Try them all again", (await viewer.GetAsync("/rejects")).Words);
        Assert.Contains("Try them all again", (await operating.GetAsync("/rejects")).Words);

        Assert.DoesNotContain("Erase", (await operating.GetAsync("/profiles/0000000000000001")).Is(200).Words);
        Assert.Contains("Erase", (await admin.GetAsync("/profiles/0000000000000001")).Is(200).Words);
        Assert.Contains("readonly", (await operating.GetAsync("/integrations/shop-app/edit")).Is(200).Html);
        Assert.DoesNotContain("formaction", (await operating.GetAsync("/integrations/shop-app/edit")).Html);
        Assert.DoesNotContain("readonly", (await admin.GetAsync("/integrations/shop-app/edit")).Is(200).Html);
        Assert.DoesNotContain("Tokens", (await operating.GetAsync("/")).Words);
        Assert.Contains("Tokens", (await admin.GetAsync("/")).Words);
    }

    [Fact]
    public async Task The_sign_in_of_the_console_opens_nothing_of_the_API()
    {
        using Visitor admin = await Visitor.SignedInAsync(service.Bench, Role.Admin);
        (await admin.GetAsync("/api/v1/integrations")).Is(401);
        (await admin.PostAsync("/api/v1/integrations/shop-app/sync")).Is(401);
        using Visitor bearer = Visitor.Stranger(service.Bench);
        Assert.StartsWith("/sign-in", (await bearer.GetAsync("/", ("Authorization", "Bearer " + service.Bench.Token(Role.Admin)))).Is(303).Location);
    }

    private static string RoleOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "anybody"
        : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().SingleOrDefault() is { AuthenticationSchemes: SessionCookie.Scheme, Policy: { } policy } ? policy
        : "nobody said";

    public sealed class Service : IAsyncLifetime
    {
        internal ApiBench Bench { get; private set; } = null!;

        public async Task InitializeAsync() => Bench = await ApiBench.StartAsync(
            null, Commands.Bench.Registration("anna@example.com"), Commands.Bench.Registration("", 1), Commands.Bench.Purchase("1", "12.50", 2));

        public async Task DisposeAsync() => await Bench.DisposeAsync();
    }
}
