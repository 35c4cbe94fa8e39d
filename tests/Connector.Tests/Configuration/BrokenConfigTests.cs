using Connector.Configuration;

namespace Connector.Tests.Configuration;

/// <summary>Every fault is said once, at its place, with its code and its cure, and nothing else is.</summary>
public sealed class BrokenConfigTests
{
    private static readonly ConfigOptions Options = new()
    {
        RefusalOfConstant = (field, _, text) => field.Name == "tier" && text == "bronze" ? "Write silver or gold." : null,
    };

    [Theory]
    [MemberData(nameof(BrokenFiles.Syntax), MemberType = typeof(BrokenFiles))]
    [MemberData(nameof(BrokenFiles.Objects), MemberType = typeof(BrokenFiles))]
    [MemberData(nameof(BrokenDestinations.All), MemberType = typeof(BrokenDestinations))]
    public void Broken_file_is_told_at_its_place(string file, string text, string code, string cure) => Check(file, text, code, cure);

    [Theory]
    [MemberData(nameof(BrokenFiles.Sources), MemberType = typeof(BrokenFiles))]
    [MemberData(nameof(BrokenFiles.Filters), MemberType = typeof(BrokenFiles))]
    [MemberData(nameof(BrokenHooks.Hooks), MemberType = typeof(BrokenHooks))]
    [MemberData(nameof(BrokenHooks.Matches), MemberType = typeof(BrokenHooks))]
    [MemberData(nameof(BrokenHooks.Maps), MemberType = typeof(BrokenHooks))]
    [MemberData(nameof(BrokenHooks.Subscriptions), MemberType = typeof(BrokenHooks))]
    [MemberData(nameof(BrokenHooks.Goals), MemberType = typeof(BrokenHooks))]
    [MemberData(nameof(BrokenHooks.Tests), MemberType = typeof(BrokenHooks))]
    public void Broken_integration_is_told_at_its_place(string text, string code, string cure) => Check("integrations/shop.json", text, code, cure);

    private static void Check(string file, string text, string code, string cure)
    {
        using var config = new TemporaryConfig();
        (int line, int column) = config.WriteMarked(file, text);

        ConfigResult result = config.Load(Options);

        Assert.Null(result.Catalog);
        Problem problem = Assert.Single(result.Problems, problem => problem.Severity == Severity.Error);
        Assert.Equal(($"config/{file}", line, column, code), (problem.File, problem.Line, problem.Column, problem.Code));
        Assert.Contains(cure, problem.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(config.Variables["TOKEN"], problem.ToString(), StringComparison.Ordinal);
        Assert.Equal($"config/{file}:{line}:{column}: error {code}: {problem.Text}", problem.ToString());
    }
}
