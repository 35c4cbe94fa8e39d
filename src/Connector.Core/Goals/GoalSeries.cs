namespace Connector.Core.Goals;

/// <summary>How long a step of a series is; all in UTC. A week begins on Monday.</summary>
public enum GoalStep
{
    Hour,
    Day,
    Week,
    Month,
}

/// <summary>One step of a series.</summary>
/// <param name="At">Where the step begins; Unix milliseconds.</param>
/// <param name="Sum">The exact sum of the values, a decimal such as <c>1250.10</c>; <c>0</c> where no goal has a value.</param>
public sealed record GoalPoint(long At, long Count, string Sum);

/// <summary>Adds up goals step by step as they come by.</summary>
public sealed class GoalSeries(GoalStep step)
{
    private readonly List<GoalPoint> _points = [];
    private ExactSum _sum;
    private long _count;
    private DateTime _start;
    private long _end = long.MinValue;

    /// <param name="goal">Not older than the one before.</param>
    public void Add(Goal goal)
    {
        if (goal.At >= _end)
        {
            MoveTo(StartOf(DateTimeOffset.FromUnixTimeMilliseconds(goal.At).UtcDateTime));
        }

        _count++;
        if (goal.Value is { } value)
        {
            _sum.Add(value);
        }
    }

    /// <summary>Ends the series: a point for every step from the first goal to the last.</summary>
    public IReadOnlyList<GoalPoint> ToPoints()
    {
        Close();
        return _points;
    }

    private void MoveTo(DateTime start)
    {
        Close();
        while (_points.Count > 0 && _start < start)
        {
            _points.Add(new GoalPoint(Milliseconds(_start), 0, "0"));
            _start = Next(_start);
        }

        _start = start;
        _end = Milliseconds(Next(start));
    }

    private void Close()
    {
        if (_count == 0)
        {
            return;
        }

        _points.Add(new GoalPoint(Milliseconds(_start), _count, _sum.ToString()));
        _start = Next(_start);
        _count = 0;
        _sum = default;
    }

    private DateTime StartOf(DateTime time) => step switch
    {
        GoalStep.Hour => time.Date.AddHours(time.Hour),
        GoalStep.Day => time.Date,
        GoalStep.Week => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7)),
        _ => new DateTime(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc),
    };

    private DateTime Next(DateTime start) => step switch
    {
        GoalStep.Hour => start.AddHours(1),
        GoalStep.Day => start.AddDays(1),
        GoalStep.Week => start.AddDays(7),
        _ => start.AddMonths(1),
    };

    private static long Milliseconds(DateTime time) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
}
