using System.Net;
using System.Text.Json;
using Connector.Sandbox.Faults;

namespace Connector.Tests.Sandbox;

public sealed class ManagementTests : SandboxTest
{
    [Fact]
    public async Task Application_tells_its_zone_and_has_secrets()
    {
        using var body = JsonDocument.Parse(await Client.GetStringAsync("/management/v1/application/2222"));
        JsonElement application = body.RootElement.GetProperty("application");
        Assert.Equal(2222, application.GetProperty("id").GetInt64());
        Assert.Equal("Bank", application.GetProperty("name").GetString());
        Assert.Equal("Europe/Moscow", application.GetProperty("time_zone_name").GetString());
        Assert.Equal(10_800, application.GetProperty("time_zone_offset").GetInt32());
        Assert.NotEqual("", application.GetProperty("api_key128").GetString());
        Assert.NotEqual("", application.GetProperty("import_token").GetString());
    }

    [Fact]
    public async Task Applications_are_those_that_the_token_opens()
    {
        await RestartAsync(Options with { Applications = [new(1, "Mine", Token: "secret"), new(2, "Theirs", Token: "other"), new(3, "Everybody's")] });
        using var body = JsonDocument.Parse(await Client.GetStringAsync("/management/v1/applications"));
        Assert.Equal([1L, 3L], body.RootElement.GetProperty("applications").EnumerateArray().Select(row => row.GetProperty("id").GetInt64()));
    }

    [Theory]
    [InlineData("/management/v1/application/999", 403, "access_denied")]
    [InlineData("/management/v1/application/shop", 400, "invalid_parameter")]
    public async Task Error_has_the_shape_of_the_management_api(string url, int code, string type)
    {
        Answer answer = await GetAsync(url);
        Assert.Equal((code, "application/json"), ((int)answer.Code, answer.Type));
        AssertError(answer.Text, code, type);
    }

    [Fact]
    public async Task Without_a_token_everything_is_unauthorized()
    {
        Client.DefaultRequestHeaders.Remove("Authorization");
        foreach (string url in new[] { "/management/v1/applications", "/management/v1/application/1111", "/management/v1/logsapi/status" })
        {
            Answer answer = await GetAsync(url);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.Code);
            AssertError(answer.Text, 401, "unauthorized");
        }
    }

    [Fact]
    public async Task Status_tells_whether_exports_are_available_by_the_new_key_or_the_old()
    {
        Assert.Equal("""{"logs_api_availability_status":"enabled"}""", await Client.GetStringAsync("/management/v1/logsapi/status"));
        Sandbox.Faults.Add(FaultKind.Disabled);
        Assert.Equal("""{"logs_api_availability_status":"disabled"}""", await Client.GetStringAsync("/management/v1/logsapi/status"));
        await RestartAsync(Options with { OldStatusKey = true });
        Assert.Equal("""{"status":"enabled"}""", await Client.GetStringAsync("/management/v1/logsapi/status"));
    }

    private static void AssertError(string text, int code, string type)
    {
        using var body = JsonDocument.Parse(text);
        JsonElement error = Assert.Single(body.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(type, error.GetProperty("error_type").GetString());
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.Equal(code, body.RootElement.GetProperty("code").GetInt32());
        Assert.NotEqual("", body.RootElement.GetProperty("message").GetString());
    }
}
