using Connector.Core.Access;
using Connector.Tests.Api;
using Connector.Tests.Pages;

namespace Connector.Tests.Service;

/// <summary>Values of <c>${env:..}</c> in places that people see: what is shown is the name, wherever one looks.</summary>
public sealed class SecretScanTests
{
    private const string Secret = "t0p-secret-of-the-machine";

    [Fact]
    public async Task No_page_and_no_answer_shows_a_viewer_what_a_variable_holds()
    {
        await using ApiBench bench = await ApiBench.StartAsync(
            files =>
            {
                files.Variables["SHOWN"] = Secret;
                string path = files.PathOf("config/integrations/shop-app.json");
                files.Write("config/integrations/shop-app.json", File.ReadAllText(path)
                    .Replace("\"title\": \"Shop app\"", "\"title\": \"Shop ${env:SHOWN}\"", StringComparison.Ordinal)
                    .Replace("\"like\": \"purchase\"", "\"like\": \"${env:SHOWN}\"", StringComparison.Ordinal));
                files.Write("config/pixels/app.json", """{ "title": "Pixel ${env:SHOWN}" }""");
            },
            Commands.Bench.Registration(""));
        using Visitor viewer = await Visitor.SignedInAsync(bench, Role.Viewer);
        string[] pages = ["/", "/integrations/shop-app", "/integrations/shop-app/edit", "/goals", "/profiles", "/rejects", "/runs", "/deliveries"];
        string all = "";
        foreach (string page in pages)
        {
            string html = (await viewer.GetAsync(page)).Html;
            Assert.DoesNotContain(Secret, html, StringComparison.Ordinal);
            all += html;
        }

        // Not vacuous: the name stands where the value would.
        Assert.Contains("Shop ${env:SHOWN}", all);
        Assert.Contains("event_name is &#x27;${env:SHOWN}&#x27;", all);
        foreach (string path in new[] { "/api/v1/integrations", "/api/v1/integrations/shop-app", "/api/v1/integrations/shop-app/config", "/api/v1/runs", "/api/v1/goals", "/api/v1/rejects", "/health/ready" })
        {
            Assert.DoesNotContain(Secret, (await bench.GetAsync(path)).Text, StringComparison.Ordinal);
        }

        await bench.StopAsync();
        foreach (string file in Directory.EnumerateFiles(bench.Files.PathOf("."), "*", SearchOption.AllDirectories))
        {
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("t0p-secret-of-the-machine"u8) < 0, file);
        }
    }
}
