using Connector.Core.Telemetry;

namespace Connector.EndToEnd.Faults;

/// <summary>Every step that the connector tells of is one at which some test kills it.</summary>
public sealed class StepTests
{
    [Fact]
    public void Every_durable_step_is_one_at_which_the_connector_is_killed()
    {
        string[] killed = [.. CommandTrial.All.SelectMany(trial => trial.Steps), .. ServiceTrial.All.SelectMany(trial => trial.Steps)];
        Assert.Empty(DurableSteps.All.Except(killed));
        Assert.Empty(killed.Except(DurableSteps.All));
    }

    [Fact]
    public void Every_name_of_a_step_is_in_the_list_of_all()
    {
        string[] names =
        [
            .. typeof(DurableSteps).GetFields().Where(field => field.IsLiteral && field.Name != nameof(DurableSteps.ListenerName)).Select(field => (string)field.GetRawConstantValue()!),
        ];
        Assert.NotEmpty(names);
        Assert.Equal(names.Order(StringComparer.Ordinal), DurableSteps.All.Order(StringComparer.Ordinal));
    }
}
