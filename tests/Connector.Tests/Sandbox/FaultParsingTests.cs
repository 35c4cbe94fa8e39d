using Connector.Sandbox.Faults;

namespace Connector.Tests.Sandbox;

public sealed class FaultParsingTests
{
    [Theory]
    [InlineData("queue-full", FaultKind.QueueFull, 3)]
    [InlineData("queue-full:5", FaultKind.QueueFull, 5)]
    [InlineData("more-parts:600", FaultKind.MoreParts, 600)]
    [InlineData("more-parts-always", FaultKind.MorePartsAlways, 0)]
    [InlineData("retry-after:30", FaultKind.RetryAfter, 30)]
    public void Fault_is_a_kind_and_perhaps_a_number(string text, FaultKind kind, int number)
    {
        Assert.True(Fault.TryParse(text, out Fault? fault, out string? error), error);
        Assert.Equal(new Fault(kind, number), fault);
        Assert.Equal(fault, Fault.TryParse(fault!.ToString(), out Fault? again, out _) ? again : null);
    }

    [Fact]
    public void Unknown_column_needs_its_name()
    {
        Assert.True(Fault.TryParse("unknown-column:city", out Fault? fault, out _));
        Assert.Equal(new Fault(FaultKind.UnknownColumn, Column: "city"), fault);
        Assert.False(Fault.TryParse("unknown-column", out _, out string? error));
        Assert.Contains("unknown-column:NAME", error);
    }

    [Theory]
    [InlineData("queue-ful", "queue-full")]
    [InlineData("nonsense", "cut-gzip[:n]")]
    [InlineData("queue-full:0", "queue-full[:n]")]
    [InlineData("queue-full:many", "queue-full[:n]")]
    [InlineData("retry-after", "retry-after:seconds")]
    [InlineData("disabled:3", "Write disabled.")]
    public void Wrong_fault_is_told_what_to_write_instead(string text, string hint)
    {
        Assert.False(Fault.TryParse(text, out Fault? fault, out string? error));
        Assert.Null(fault);
        Assert.Contains(hint, error);
    }

    [Fact]
    public void Every_kind_has_its_word()
    {
        Assert.Equal(Enum.GetValues<FaultKind>().Length, Fault.Table.Select(row => row.Words).Distinct().Count());
        Assert.All(Fault.Table, row => Assert.EndsWith(".", row.Summary));
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.NotEmpty(Fault.Of(kind).ToString()));
    }
}
