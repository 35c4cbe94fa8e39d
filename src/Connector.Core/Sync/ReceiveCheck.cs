using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Looks at when the records that pass to another sink were received, so that the answer to another question is known as one.</summary>
/// <param name="slack">How far the dates of the request may reach beyond the window.</param>
internal sealed class ReceiveCheck(IRecordSink sink, ResourcePlan plan, ReceiveWindow window, TimeSpan slack) : IRecordSink
{
    private readonly long _from = (window.From - slack).ToUnixTimeSeconds();
    private readonly long _to = (window.To + slack).ToUnixTimeSeconds();
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private bool _hasOwn;

    /// <param name="zone">The application's: where its clocks change, dates are asked for generously.</param>
    public static TimeSpan SlackOf(ReceiveWindow window, TimeZoneInfo zone)
    {
        TimeSpan offset = zone.GetUtcOffset(window.From);
        return zone.GetUtcOffset(window.From.AddDays(-1)) == offset && zone.GetUtcOffset(window.To.AddDays(1)) == offset ? TimeSpan.Zero : TimeSpan.FromDays(1);
    }

    public bool Add(Record record)
    {
        // One record of the window is enough: it was this window that was asked for.
        if (!_hasOwn)
        {
            Look(record);
        }

        return sink.Add(record);
    }

    public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
    {
        _hasOwn = true;
        return sink.AddMalformed(text, reason);
    }

    public ValueTask HandOnAsync(CancellationToken cancellationToken) => sink.HandOnAsync(cancellationToken);

    /// <exception cref="OtherWindowException">There were records, and all of them were received at other times.</exception>
    public void Require()
    {
        if (!_hasOwn && _first <= _last)
        {
            var held = new ReceiveWindow(DateTimeOffset.FromUnixTimeSeconds(_first), DateTimeOffset.FromUnixTimeSeconds(_last));
            throw new OtherWindowException($"The answer for {window} holds nothing but records received {held}.");
        }
    }

    private void Look(Record record)
    {
        if (EventTimes.ReadSeconds(record.Text(plan.ReceiveTimestampSlot)) is not { } received || (received >= _from && received < _to))
        {
            // A record that does not tell is taken at the source's word.
            _hasOwn = true;
            return;
        }

        _first = Math.Min(_first, received);
        _last = Math.Max(_last, received);
    }
}
