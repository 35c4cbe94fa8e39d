using System.Collections.Immutable;
using System.Text;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Which advertisement an install came from, if any.</summary>
internal readonly struct Attribution(Moment moment)
{
    private const ulong Salt = 301;

    private static readonly byte[][] Touches = Column.Texts("click", "impression");

    private static readonly byte[][] Agents = Column.Texts(
        "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1");

    private static readonly ImmutableArray<Partner> Partners =
    [
        new(39, "Yandex Direct", "Autumn sale, Android", 12_345_678_901_234_567_890),
        new(41, "VK Ads", "Autumn sale, iOS", 1_176_402_552_013_914_761),
        new(57, "Avito", "New customers", 17_002_911_340_557_120_004),
        new(63, "Partner network", "Cashback, spring & summer", 886_420_135_790_246_813),
    ];

    private readonly ulong _drawn = moment.Roll(Salt).Next();

    /// <summary>Where clicks come from: one proxy for all.</summary>
    public static ReadOnlySpan<byte> Address => "::ffff:100.64.7.0"u8;

    /// <summary>A click was seen before the install.</summary>
    public bool IsAttributed => _drawn % 100 < 45;

    /// <summary>A click was seen, by a program: no install came of it.</summary>
    public bool IsBot => _drawn % 100 is >= 45 and < 55;

    public bool HasClick => IsAttributed || IsBot;

    public byte[] Touch => Touches[(_drawn >> 8) % 10 == 0 ? 1 : 0];

    public byte[] Agent => Agents[moment.Model.IsApple ? 1 : 0];

    public Partner Partner => Partners[(int)((_drawn >> 16) % (ulong)Partners.Length)];

    /// <summary>Unix seconds, up to a day before the install by the server's clock.</summary>
    public long ClickTime => moment.InstallReceiveTime - 60 - (long)((_drawn >> 24) % 86_400);

    public void WriteClickId(Utf8Buffer text)
    {
        text.AddHex(_drawn * 0x9E3779B97F4A7C15, 16);
        text.AddHex(_drawn * 0xBF58476D1CE4E5B9, 16);
    }

    public void WriteParameters(Utf8Buffer text)
    {
        text.Add("click_id="u8);
        WriteClickId(text);
        text.Add("&c=autumn%20sale&google_aid=&ios_ifa=&click_timestamp="u8);
        text.Add(ClickTime);
        text.Add("&site_id=&creative_id="u8);
        text.Add((_drawn >> 40) % 100_000);
    }
}

/// <summary>Somebody who shows advertisements, and the tracker of ours that he uses.</summary>
internal sealed class Partner(int id, string name, string tracker, ulong trackingId)
{
    public int Id => id;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public byte[] Tracker { get; } = Encoding.UTF8.GetBytes(tracker);

    public ulong TrackingId => trackingId;
}
