using System.Collections.Immutable;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>What happens in the application, place by place, told from the options alone.</summary>
internal sealed class Diary(ShopOptions options)
{
    private const ulong DetailSalt = 1;
    private const ulong CopySalt = 2;
    private const ulong DeviceIdSalt = 3;
    private const ulong HardwareSalt = 4;
    private const ulong ProfileSalt = 5;
    private const ulong TimeSalt = 6;

    private readonly Population _population = new(options);
    private readonly Timeline _timeline = new(options);
    private readonly EventMix _mix = EventMix.Of(options.Business);

    /// <summary>Events of a window, in the order of their places.</summary>
    /// <param name="wanted">Looks at an event that is in the window.</param>
    public IEnumerable<Moment> Events(RowQuery query, Predicate<Moment> wanted)
    {
        var moment = new Moment();
        (long first, long end) = PlacesOf(query.Window);
        for (long place = first; place < end; place++)
        {
            long told = IsCopy(place) ? place - 1 : place;
            long received = _timeline.ReceivedAt(told);
            if (query.Window is { ByReceive: true } window && !window.Holds(received))
            {
                continue;
            }

            TellEvent(moment, told, received);
            if (IsIn(query, moment) && wanted(moment))
            {
                yield return moment;
            }
        }
    }

    /// <summary>Installs of a window, customer by customer.</summary>
    /// <param name="earlier">Whether those from before the range count too; they lie on the days before it.</param>
    /// <param name="date">Changes the moment before its time is compared with the window.</param>
    public IEnumerable<Moment> Installs(RowQuery query, bool earlier = false, Action<Moment>? date = null)
    {
        var moment = new Moment();
        for (int user = 0; user < _population.Users; user++)
        {
            for (int device = 0; device < Population.DevicesEach; device++)
            {
                for (int generation = 0; generation < Population.GenerationsEach; generation++)
                {
                    long place = _population.InstallOf(user, device, generation);
                    if (place >= options.Events || (place < 0 && !earlier))
                    {
                        continue;
                    }

                    TellInstall(moment, user, device, generation, place);
                    date?.Invoke(moment);
                    if (IsIn(query, moment))
                    {
                        yield return moment;
                    }
                }
            }
        }
    }

    /// <summary>Customers, and visitors as the technical profiles of their devices, by their last change.</summary>
    public IEnumerable<Moment> Profiles(RowQuery query)
    {
        var moment = new Moment();
        for (int user = 0; user < _population.Users; user++)
        {
            long arrival = _population.ArrivalOf(user);
            long install = _population.InstallOf(user, 0, 0);
            bool known = arrival < options.Events;
            ulong drawn = Dice.Of(options.Seed, user, ProfileSalt);
            long since = Math.Max(0, known ? arrival : install);
            long changed = since + (long)(drawn % (ulong)Math.Max(1, options.Events - since));
            TellInstall(moment, user, 0, _population.InstallOf(user, 0, 1) <= changed ? 1 : 0, install);
            moment.Known = known;
            moment.InstallTime = moment.InstallReceiveTime;
            moment.EventTime = moment.ReceiveTime = _timeline.ReceivedAt(changed);
            if (IsIn(query, moment))
            {
                yield return moment;
            }
        }
    }

    private (long First, long End) PlacesOf(RowWindow? range) => range switch
    {
        null => (0, options.Events),
        { ByReceive: true } window => _timeline.Places(window.Since, window.Until),
        { } window when WrongClock.Meets(window) => (0, options.Events),
        { } window => _timeline.Places(window.Since, window.Until + Timeline.LatestDelay),
    };

    private static bool IsIn(RowQuery query, Moment moment) =>
        !(moment.ReceiveTime > query.ReceivedUntil)
        && (query.Window is not { } window || window.Holds(window.ByReceive ? moment.ReceiveTime : moment.EventTime));

    // Every other place can repeat the one before it, so a repetition is never repeated.
    private bool IsCopy(long place) =>
        (place & 1) == 1 && Dice.Of(options.Seed, place, CopySalt) % 100 == 0 && _population.ArrivingAt(place) < 0;

    private void TellEvent(Moment moment, long place, long received)
    {
        var dice = new Dice(Dice.Of(options.Seed, place, DetailSalt));
        int arriving = _population.ArrivingAt(place);
        int user = arriving >= 0 ? arriving : _population.PickAt(place, ref dice);
        int device = arriving >= 0 ? 0 : DeviceAt(user, place, ref dice);
        moment.Known = _population.ArrivalOf(user) <= place;
        ImmutableArray<EventKind> kinds = moment.Known ? _mix.Known : _mix.Anonymous;
        moment.Kind = arriving >= 0 ? _mix.Arrival : kinds[dice.Below(kinds.Length)];
        moment.Place = place;
        moment.Detail = dice.Next();
        moment.ReceiveTime = moment.InstallReceiveTime = received;
        SetDevice(moment, user, device, _population.InstallOf(user, device, 1) <= place ? 1 : 0);
        SetEventTime(moment, ref dice);
    }

    private void TellInstall(Moment moment, int user, int device, int generation, long place)
    {
        moment.Known = generation > 0 && _population.ArrivalOf(user) <= place;
        moment.Kind = EventKind.AppOpened;
        moment.Place = place;
        moment.Detail = Dice.Of(options.Seed, user, DetailSalt + 16 + ((ulong)device << 8) + (ulong)generation);
        moment.ReceiveTime = moment.InstallReceiveTime = place >= 0 ? _timeline.ReceivedAt(place) : BeforeRange(user);
        SetDevice(moment, user, device, generation);
        Dice dice = moment.Roll(TimeSalt);
        SetEventTime(moment, ref dice);
        moment.InstallTime = moment.EventTime;
    }

    private long BeforeRange(int user) => _timeline.From - 1 - (long)(Dice.Of(options.Seed, user, TimeSalt) % (200 * 86_400));

    /// <summary>Mostly the first device, another one only when it is there by now.</summary>
    private int DeviceAt(int user, long place, ref Dice dice)
    {
        int device = dice.Below(10) switch { < 6 => 0, < 9 => 1, _ => 2 };
        return device > 0 && _population.InstallOf(user, device, 0) > place ? 0 : device;
    }

    private void SetDevice(Moment moment, int user, int device, int generation)
    {
        moment.User = user;
        moment.Reinstalled = generation > 0;
        moment.Hardware = Dice.Of(options.Seed, user, HardwareSalt + ((ulong)device << 8));
        moment.DeviceId = Dice.Of(options.Seed, user, DeviceIdSalt + ((ulong)device << 8) + ((ulong)generation << 16));
    }

    private static void SetEventTime(Moment moment, ref Dice dice)
    {
        long delay = 1 + dice.Below(40);
        if (dice.Chance(15))
        {
            // The device was offline.
            delay = 600 + dice.Below(Timeline.LatestDelay - 600);
        }

        moment.EventTime = WrongClock.Of(moment.Hardware, moment.ReceiveTime) ?? moment.ReceiveTime - delay;
    }
}
