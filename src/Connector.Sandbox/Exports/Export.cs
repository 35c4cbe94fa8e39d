using System.Globalization;

namespace Connector.Sandbox.Exports;

/// <summary>One export of the queue: it waits, is made, and its file stays for a day.</summary>
/// <param name="key">The URL as it was sent: another spelling of the same parameters is another export.</param>
/// <param name="askedAt">When it last took its place in the queue.</param>
internal sealed class Export(string key, int entity, bool csv, string query, DateTimeOffset askedAt, long number)
{
    public string Key => key;

    public int Entity => entity;

    public bool Csv => csv;

    /// <summary>The query of the URL, without its question mark.</summary>
    public string Query => query;

    /// <summary>Digits, as <c>get_active_queries</c> shows them.</summary>
    public string RequestId { get; } = (112_233_445_566_000_000 + number).ToString(CultureInfo.InvariantCulture);

    public DateTimeOffset AskedAt { get; set; } = askedAt;

    /// <summary>Null: still waiting for its turn.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>Null: the file is not there yet.</summary>
    public DateTimeOffset? MadeAt { get; set; }

    /// <summary>How many polls were told to wait.</summary>
    public int Polls { get; set; }

    /// <summary>0 to 1, by the time that has passed.</summary>
    public double ProgressAt(DateTimeOffset now, TimeSpan preparation) =>
        MadeAt is not null ? 1
        : StartedAt is not { } started ? 0
        : Math.Clamp((now - started) / preparation, 0, 1);
}
