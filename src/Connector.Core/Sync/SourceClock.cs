namespace Connector.Core.Sync;

/// <summary>The source's clock, as its answers tell it. A window is over when it is over there: this machine's clock may be ahead.</summary>
/// <param name="lag">A window ends at least this long ago.</param>
internal sealed class SourceClock(TimeProvider time, TimeSpan lag, RunTracker run)
{
    /// <summary>Clocks differ by so much without anything being wrong.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);

    private TimeSpan _ahead;
    private DateTimeOffset? _asked;
    private bool _isTold;

    /// <summary>A window's export is about to be asked for.</summary>
    public void Asking() => _asked = null;

    /// <param name="sourceTime">Whole seconds, the rest cut off.</param>
    public void Answered(DateTimeOffset sourceTime)
    {
        if (sourceTime.Year is < 2000 or > 9000)
        {
            // No clock of anybody; what is said of time then is what this machine's says.
            return;
        }

        DateTimeOffset latest = sourceTime.AddSeconds(1);
        _asked ??= latest;
        _ahead = time.GetUtcNow() - latest;
        if (_ahead > Usual && !_isTold)
        {
            _isTold = true;
            run.Notice(
                $"This machine's clock is {_ahead:d\\.hh\\:mm\\:ss} ahead of what AppMetrica's answers say (their Date header), and one of the two is wrong. "
                + "Windows end by the earlier one; what comes until then is read when it is there. Compare this machine's time in UTC with a clock that is right: "
                + "if they differ, set this machine's; if not, whoever answers at source.baseUrl, or a proxy on the way, has it wrong.");
        }
    }

    /// <summary>Up to where the export that was asked for last holds all there will be: its end, or earlier where the source's clock had not come to it.</summary>
    public DateTimeOffset Reached(DateTimeOffset end) =>
        _asked is { } asked && Windows.WholeSeconds(asked - lag) is var over && over < end ? over : end;

    /// <summary>The part of a window that is over at the source, as far as that is known.</summary>
    /// <returns>Null: it has not begun there.</returns>
    public ReceiveWindow? Over(ReceiveWindow window)
    {
        DateTimeOffset over = Windows.WholeSeconds(time.GetUtcNow() - _ahead - lag);
        return _ahead <= Usual || over >= window.To ? window
            : over > window.From ? window with { To = over }
            : null;
    }
}
