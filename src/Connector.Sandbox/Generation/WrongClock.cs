using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Devices, one in a hundred, whose clock was never set or runs years ahead.</summary>
internal static class WrongClock
{
    private const long Uptime = 10 * 86_400;

    // 2030-01-01.
    private const long Ahead = 1_893_456_000;
    private const long AheadSpan = 300 * 86_400;

    /// <returns>Unix seconds by the device; null: its clock is right.</returns>
    public static long? Of(ulong hardware, long received) => ((hardware >> 20) % 200) switch
    {
        0 => received % Uptime,
        1 => Ahead + (received % AheadSpan),
        _ => null,
    };

    /// <summary>Whether a range of device time can hold times of such devices.</summary>
    public static bool Meets(RowWindow window) =>
        window.Since <= Uptime || (window.Since <= Ahead + AheadSpan && window.Until >= Ahead);
}
