using Connector.Configuration;
using Connector.Core.Catalog;

namespace Connector.Tests.Configuration;

public sealed class SecretTests : IDisposable
{
    private readonly TemporaryConfig _config = new();

    public void Dispose() => _config.Dispose();

    [Theory]
    [InlineData("${env:TOKEN}", "top-secret-value")]
    [InlineData("a${env:TOKEN}b${env:TOKEN}", "atop-secret-valuebtop-secret-value")]
    [InlineData("${file:secrets/token}", "from a file\n")]
    [InlineData("${file:secrets/token}-${env:TOKEN}", "from a file\n-top-secret-value")]
    [InlineData("${other:TOKEN}", "${other:TOKEN}")]
    public void Variables_and_files_may_stand_in_any_text(string written, string read)
    {
        _config.Write("secrets/token", "from a file\n\r\n");
        _config.Write("integrations/shop.json", Integration().Replace("\"view\" }", $"\"{written}\" }}", StringComparison.Ordinal));
        var hook = (RegisterGoalHook)_config.Load().Catalog!.Integrations["shop"].Hooks[0];
        Assert.Equal(new Operand.Constant(read), hook.Goal);
    }

    [Fact]
    public void Numbers_and_truth_values_may_come_from_variables()
    {
        _config.Variables["APP"] = "2222";
        _config.Variables["ACTIVE"] = "false";
        _config.Write("integrations/shop.json", """{ "active": "${env:ACTIVE}", "source": { "applicationId": "${env:APP}", "token": "${env:TOKEN}" }, "hooks": [] }""");
        Integration shop = _config.Load().Catalog!.Integrations["shop"];
        Assert.Equal((2222, false), (shop.AppMetrica.ApplicationId, shop.Active));
    }

    [Fact]
    public void Token_in_clear_text_is_a_warning_that_does_not_repeat_it()
    {
        _config.Write("integrations/shop.json", Integration("y0_AgAAAA"));
        ConfigResult result = _config.Load();
        Assert.NotNull(result.Catalog);
        Problem problem = Assert.Single(result.Problems);
        Assert.Equal((Severity.Warning, "secret-in-clear", 2, 47), (problem.Severity, problem.Code, problem.Line, problem.Column));
        Assert.Contains("${env:NAME}", problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("y0_AgAAAA", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_secrets_are_warnings_where_they_are_not_needed()
    {
        _config.Write("integrations/shop.json", """{ "source": { "applicationId": "${env:NO_ID}", "token": "${env:NO_TOKEN}", "format": "${env:NO_FORMAT}" } }""");
        Assert.Equal(3, _config.Load().Problems.Count(problem => problem is { Code: "missing-secret", Severity: Severity.Error }));

        ConfigResult allowed = _config.Load(new ConfigOptions { AllowMissingSecrets = true });
        Assert.All(allowed.Problems, problem => Assert.Equal(Severity.Warning, problem.Severity));
        AppMetricaSource source = allowed.Catalog!.Integrations["shop"].AppMetrica;
        Assert.Equal((1, "${env:NO_TOKEN}", ExportFormat.Json), (source.ApplicationId, source.Token, source.Format));
    }

    [Fact]
    public void Constant_that_is_not_there_is_not_checked_against_its_field()
    {
        _config.Write("integrations/shop.json", """
            { "source": { "applicationId": 1, "token": "${env:TOKEN}" },
              "hooks": [{ "name": "h", "resource": "events", "action": "import_profile", "database": "customers", "match": { "by": "appmetrica_device_id" },
                          "map": [{ "value": "${env:GONE}", "to": "tier" }] }] }
            """);
        var options = new ConfigOptions { AllowMissingSecrets = true, RefusalOfConstant = (_, _, text) => text + " is refused." };
        Assert.NotNull(_config.Load(options).Catalog);
        _config.Variables["GONE"] = "now it is here";
        Problem problem = Assert.Single(_config.Load(options).Problems);
        Assert.Equal("refused-value", problem.Code);
        Assert.DoesNotContain("now it is here", problem.Text, StringComparison.Ordinal);
    }

    /// <summary>One secret in every place whose value a problem might repeat.</summary>
    [Theory]
    [InlineData("\"hooks\": [{ \"name\": \"h\", \"resource\": \"$\", \"action\": \"register_goal\", \"pixel\": \"app\", \"goal\": { \"value\": \"a\" } }]")]
    [InlineData("\"hooks\": [{ \"name\": \"h\", \"resource\": \"events\", \"action\": \"$\" }]")]
    [InlineData("\"hooks\": [{ \"name\": \"h\", \"resource\": \"events\", \"action\": \"register_goal\", \"pixel\": \"$\", \"goal\": { \"from\": \"$\" }, \"value\": { \"value\": \"$\" } }]")]
    [InlineData("\"hooks\": [{ \"name\": \"h\", \"resource\": \"events\", \"filter\": { \"field\": \"event_json.$[\", \"gt\": \"$\" }, \"action\": \"import_profile\", \"database\": \"$\", \"match\": { \"by\": \"$\", \"from\": \"$\" } }]")]
    [InlineData("\"hooks\": [{ \"name\": \"h\", \"resource\": \"events\", \"action\": \"import_profile\", \"database\": \"customers\", \"match\": { \"by\": \"custom\", \"field\": \"$\", \"from\": \"city\" }, \"map\": [{ \"from\": \"city\", \"to\": \"$\" }] }]")]
    [InlineData("\"schedule\": { \"cron\": \"$\", \"timeZone\": \"$\", \"start\": \"$\", \"lag\": \"$\" }")]
    [InlineData("\"tests\": [{ \"name\": \"$\", \"resource\": \"events\", \"record\": {}, \"expect\": { \"hook\": \"$\", \"outcome\": \"$\" } }]")]
    [InlineData("\"active\": \"$\"")]
    public void Secret_never_reaches_a_problem(string members)
    {
        _config.Write("integrations/shop.json", $"{{ \"source\": {{ \"applicationId\": 1, \"token\": \"${{env:TOKEN}}\" }}, {members.Replace("$", "${env:TOKEN}", StringComparison.Ordinal)} }}");
        ConfigResult result = _config.Load();
        Assert.Contains(result.Problems, problem => problem.Severity == Severity.Error);
        Assert.All(result.Problems, problem => Assert.DoesNotContain("secret-value", problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Secret_that_names_a_field_is_not_offered_as_a_cure()
    {
        _config.Write("databases/customers.json", """{ "fields": [{ "name": "${env:TOKEN}" }] }""");
        _config.Write("integrations/shop.json", """
            { "source": { "applicationId": 1, "token": "${env:TOKEN}" },
              "hooks": [{ "name": "h", "resource": "events", "action": "import_profile", "database": "customers", "match": { "by": "appmetrica_device_id" },
                          "map": [{ "value": "a", "to": "top-secret-valeu" }] }] }
            """);
        Problem problem = Assert.Single(_config.Load().Problems, problem => problem.Severity == Severity.Error);
        Assert.Contains("'${env:TOKEN}'", problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret-value'", problem.Text, StringComparison.Ordinal);
    }

    private static string Integration(string token = "${env:TOKEN}") => TemporaryConfig.Integration.Replace("${env:TOKEN}", token, StringComparison.Ordinal);
}
