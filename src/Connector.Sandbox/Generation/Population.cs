namespace Connector.Sandbox.Generation;

/// <summary>Who the customers are and when, counted in events, each of them registers, installs and re-installs.</summary>
/// <remarks>Everything is worked out from the seed on every look; nothing is kept for a customer.</remarks>
internal sealed class Population
{
    public const int DevicesEach = 3;
    public const int GenerationsEach = 2;

    /// <summary>A place that never comes.</summary>
    public const long Never = long.MaxValue;

    private const ulong VisitorSalt = 11;
    private const ulong DeviceSalt = 12;
    private const ulong ReinstallSalt = 13;

    private readonly ulong _seed;
    private readonly long _events;
    private readonly int _old;
    private readonly int _newcomers;

    // So many newcomers look around at any time before they register.
    private readonly int _ahead;

    public Population(ShopOptions options)
    {
        _seed = options.Seed;
        _events = options.Events;
        Users = Math.Max(1, options.Users);
        _newcomers = (int)Math.Min(Users - (Users / 5), _events / 8);
        _old = Users - _newcomers;
        _ahead = Math.Max(8, _newcomers / 20);
    }

    public int Users { get; }

    /// <summary>The customer whose registration is the event at this place, or -1. A visitor who never registers has none.</summary>
    public int ArrivingAt(long place)
    {
        if (_newcomers == 0)
        {
            return -1;
        }

        int newcomer = (int)(place * _newcomers / _events);
        return ArrivalOfNewcomer(newcomer) == place && Registers(_old + newcomer) ? _old + newcomer : -1;
    }

    /// <summary>Somebody who has the application at this place.</summary>
    public int PickAt(long place, ref Dice dice)
    {
        int arrived = _newcomers == 0 ? 0 : (int)(place * _newcomers / _events);
        bool isNewcomer = dice.Chance(120);
        return isNewcomer && _newcomers > 0
            ? _old + Math.Min(_newcomers - 1, arrived + dice.Below(_ahead))
            : dice.Below(_old + arrived);
    }

    /// <summary>Where the customer registers: before the range is -1, visitors never do.</summary>
    public long ArrivalOf(int user) =>
        user < _old ? -1 : Registers(user) ? ArrivalOfNewcomer(user - _old) : Never;

    /// <summary>Where a device of the customer first has the application, or has it anew.</summary>
    /// <param name="device">From 0; the first one is there from the start.</param>
    /// <param name="generation">0: the first install; 1: the re-install, which gives a new device id.</param>
    public long InstallOf(int user, int device, int generation)
    {
        long first = user < _old ? -1 : Math.Max(0, ArrivalOfNewcomer(user - _old) - (_ahead * _events / _newcomers));
        if (device > 0)
        {
            ulong drawn = Dice.Of(_seed, user, DeviceSalt + ((ulong)device << 8));
            first = drawn % 100 >= (device == 1 ? 30UL : 5UL) ? Never : first + Span(drawn, first);
        }

        if (generation == 0 || first == Never)
        {
            return first;
        }

        ulong again = Dice.Of(_seed, user, ReinstallSalt + ((ulong)device << 8));
        return again % 100 < 20 ? first + Span(again, first) : Never;
    }

    // A quarter only ever looks around.
    private bool Registers(int user) => Dice.Of(_seed, user, VisitorSalt) % 4 != 0;

    private long ArrivalOfNewcomer(int newcomer) => ((2L * newcomer) + 1) * _events / (2L * _newcomers);

    /// <summary>Some part of what is left of the range, at least one event.</summary>
    private long Span(ulong drawn, long from) => 1 + (long)Math.BigMul(drawn * 0x9E3779B97F4A7C15, (ulong)(_events - Math.Max(0, from)), out _);
}
