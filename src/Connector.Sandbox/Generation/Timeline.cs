namespace Connector.Sandbox.Generation;

/// <summary>When the server receives the event at each place: evenly over the range, give or take some seconds.</summary>
internal sealed class Timeline(ShopOptions options)
{
    /// <summary>How late an event can be, wrong clocks aside.</summary>
    public const long LatestDelay = 5 * 86_400;

    // The seconds by which neighbours can change places.
    private const int Disorder = 20;

    private const ulong Salt = 21;

    private readonly ulong _seed = options.Seed;
    private readonly long _events = options.Events;
    private readonly long _from = options.From.ToUnixTimeSeconds();
    private readonly long _to = options.To.ToUnixTimeSeconds();

    public long From => _from;

    public long To => _to;

    public long ReceivedAt(long place)
    {
        long moved = (long)(Dice.Of(_seed, place, Salt) % ((2 * Disorder) + 1)) - Disorder;
        return Math.Clamp(EvenAt(place) + moved, _from, _to - 1);
    }

    /// <summary>The places among which all are that are received in a range of seconds, both ends included.</summary>
    /// <returns>The first place, and the one behind the last.</returns>
    public (long First, long End) Places(long since, long until)
    {
        // One more at the end: a repeated event has the time of the one before it.
        long first = PlaceOf(since - Disorder) - 1;
        long end = PlaceOf(until + Disorder) + 3;
        return (Math.Max(0, first), Math.Min(_events, end));
    }

    private long EvenAt(long place) => _from + (long)((Int128)(_to - _from) * place / _events);

    private long PlaceOf(long seconds) =>
        (long)((Int128)Math.Clamp(seconds - _from, 0, _to - _from) * _events / (_to - _from));
}
