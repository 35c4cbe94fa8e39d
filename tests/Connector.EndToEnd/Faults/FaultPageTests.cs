namespace Connector.EndToEnd.Faults;

/// <summary>The page of faults tells of those that tests cause, and of no others. That its words are true is for each of those tests.</summary>
public sealed class FaultPageTests
{
    [Fact]
    public void Every_fault_has_one_row_and_every_row_is_caused_by_a_test()
    {
        Assert.NotEmpty(FaultTable.Causes);
        Assert.Equal(FaultTable.Causes.Distinct().Count(), FaultTable.Causes.Count);
        if (FaultTable.Updates)
        {
            // The rows are being written by the other tests.
            return;
        }

        Assert.Equal(
            FaultTable.Causes.Select(cause => cause.ToString()).Order(StringComparer.Ordinal),
            FaultPage.Read().Select(row => row.Of.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_lost_or_doubled_in_any_row() => Assert.All(FaultPage.Read(), row => Assert.Equal((0, 0), (row.Lost, row.Doubled)));

    [Fact]
    public void A_line_that_is_missing_is_lost_and_one_too_many_is_doubled()
    {
        var difference = Difference.Between(["a", "b", "b", "c"], ["a", "a", "b"]);
        Assert.Equal(["b", "c"], difference.Lost);
        Assert.Equal(["a"], difference.Doubled);
    }
}
