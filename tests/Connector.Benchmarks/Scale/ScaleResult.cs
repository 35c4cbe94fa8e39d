using Connector.Benchmarks.EndToEnd;

namespace Connector.Benchmarks.Scale;

/// <summary>All that was measured so far.</summary>
internal sealed class ScaleResult
{
    private readonly List<ScaleRun> _runs = [];

    public IReadOnlyList<ScaleRun> Runs => _runs;

    public List<Mark> Marks { get; } = [];

    public ScaleRun Keep(ScaleRun run)
    {
        _runs.Add(run);
        return run;
    }

    public IEnumerable<ScaleRun> RunsOf(string name) => _runs.Where(run => run.Name == name);
}
