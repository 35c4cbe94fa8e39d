namespace Connector.Core.Profiles;

/// <summary>When a value was said: the event's time, and where those are equal the server's receive time. Unix milliseconds, UTC.</summary>
public readonly record struct Stamp(long EventTime, long ReceiveTime) : IComparable<Stamp>
{
    public int CompareTo(Stamp other)
    {
        int byEvent = EventTime.CompareTo(other.EventTime);
        return byEvent != 0 ? byEvent : ReceiveTime.CompareTo(other.ReceiveTime);
    }

    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;

    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;

    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;
}
