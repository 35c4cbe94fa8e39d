namespace Connector.Core.Sync;

/// <summary>A record that an action refused, kept whole.</summary>
/// <param name="Key">As a goal's key; the same record of the same window is kept once.</param>
/// <param name="Hook">Null for a record that could not be read.</param>
/// <param name="Detail">What was wrong, for a person; may hold the refused value.</param>
/// <param name="Record">A JSON object: the record, or <c>{"text":"…"}</c> of what could not be read.</param>
/// <param name="At">When it was refused, Unix milliseconds.</param>
/// <param name="Occurrence">The record's number among equal ones of its window, so that a retry makes the same key.</param>
/// <param name="ReadAt">The start of the run that read it, which stands in where the record has no time; Unix milliseconds.</param>
public sealed record Reject(
    UInt128 Key,
    string Integration,
    string? Hook,
    string Resource,
    string Reason,
    string Detail,
    string Record,
    long At,
    int Occurrence,
    long ReadAt);
