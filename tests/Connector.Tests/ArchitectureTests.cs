using System.Reflection;
using System.Text.RegularExpressions;
using Connector.Tests.Configuration;

namespace Connector.Tests;

/// <summary>The arrows of src/ARCHITECTURE.md, read from what was built.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Source = Path.Combine(RepositoryConfig.Folder, "..", "src");

    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Connector.Core", [] },
        { "Connector.Vendors", ["Connector.Core"] },
        { "Connector.Storage", ["Connector.Core"] },
        { "Connector.Sandbox", ["Connector.Core"] },
        { "connector", ["Connector.Core", "Connector.Vendors", "Connector.Storage", "Connector.Sandbox"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void A_project_uses_only_the_projects_below_it(string project, string[] below)
    {
        string[] used = [.. References(project).Where(name => name.StartsWith("Connector", StringComparison.OrdinalIgnoreCase))];
        Assert.Empty(used.Except(below));

        // Not vacuous: what is allowed is used, so a misspelt name would show.
        Assert.Empty(below.Except(used));
    }

    [Theory]
    [InlineData("Dapper", "Connector.Storage")]
    [InlineData("Microsoft.Data.Sqlite", "Connector.Storage")]
    [InlineData("Polly.Core", "Connector.Vendors")]
    [InlineData("Microsoft.AspNetCore", "Connector.Sandbox", "connector")]
    [InlineData("Microsoft.AspNetCore.OpenApi", "connector")]
    [InlineData("OpenTelemetry", "connector")]
    [InlineData("OpenTelemetry.Exporter.OpenTelemetryProtocol", "connector")]
    [InlineData("Quartz", "connector")]
    [InlineData("System.CommandLine", "connector")]
    [InlineData("Spectre.Console", "connector")]
    [InlineData("Newtonsoft.Json", "connector")]
    public void A_package_stays_in_the_project_that_owns_it(string package, params string[] owners)
    {
        string[] users = [.. Projects().Where(project => References(project).Contains(package))];
        Assert.NotEmpty(users);
        Assert.Empty(users.Except(owners));
    }

    [Fact]
    public void Core_does_no_input_or_output()
    {
        string[] forbidden = ["System.Net.Http", "System.Net.Sockets", "System.Data.Common", "System.Console", "Microsoft.Extensions.Logging.Abstractions"];
        Assert.NotEmpty(References("Connector.Core"));
        Assert.Empty(References("Connector.Core").Intersect(forbidden));
    }

    [Fact]
    public void No_vendors_folder_names_another_vendor()
    {
        string[] folders = [.. Directory.EnumerateDirectories(Path.Combine(Source, "Connector.Vendors"))
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => name is not ("Http" or "bin" or "obj"))];
        Assert.Contains("AppMetrica", folders);
        string[] vendors = ["AppMetrica", "Altcraft", "Metrix", "Webhooks"];
        Assert.Empty(folders.Except(vendors));
        foreach (string folder in folders)
        {
            string[] files = [.. Directory.EnumerateFiles(Path.Combine(Source, "Connector.Vendors", folder), "*.cs", SearchOption.AllDirectories)];
            Assert.NotEmpty(files);
            Regex others = new($@"\b({string.Join('|', vendors.Where(vendor => vendor != folder))})", RegexOptions.IgnoreCase);
            Assert.DoesNotContain(files, file => others.IsMatch(File.ReadAllText(file)));
        }
    }

    private static IEnumerable<string> Projects() => Arrows.Select(row => (string)row[0]);

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(name => name.Name!);
}
