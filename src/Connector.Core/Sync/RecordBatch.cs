using System.Buffers;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>What one stretch of a window holds for the hooks: the records that passed a filter, and how many were read.</summary>
public sealed class RecordBatch(ResourcePlan plan, long firstRecord) : IDisposable
{
    private byte[] _raw = ArrayPool<byte>.Shared.Rent(1 << 16);

    public ResourcePlan Plan { get; } = plan;

    /// <summary>Pairs of record and hook that passed, in the order of records and then of hooks.</summary>
    public List<Hit> Hits { get; } = [];

    public List<UnreadableRecord> Unreadable { get; } = [];

    /// <summary>Records read, unreadable ones included.</summary>
    public int Records { get; set; }

    /// <summary>The window's last batch: with it, all of the window is stored.</summary>
    public bool IsLast { get; set; }

    /// <summary>The number of the last record in its window, from 1.</summary>
    public long LastRecord => firstRecord + Records - 1;

    /// <summary>For each of <see cref="ResourcePlan.JsonColumns"/>, records whose text there is no JSON object.</summary>
    public int[] InvalidJson { get; } = new int[plan.JsonColumns.Count];

    /// <summary>Bytes of kept records.</summary>
    public int RawLength { get; private set; }

    /// <summary>The columns of CSV rows; null: records are JSON objects.</summary>
    public string[]? CsvHeader { get; set; }

    /// <summary>Keeps a record's bytes until the batch is done, should a hook refuse it.</summary>
    public int KeepRaw(ReadOnlySpan<byte> raw)
    {
        if (_raw.Length - RawLength < raw.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_raw.Length * 2, RawLength + raw.Length));
            _raw.AsSpan(0, RawLength).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_raw);
            _raw = larger;
        }

        int start = RawLength;
        raw.CopyTo(_raw.AsSpan(start));
        RawLength += raw.Length;
        return start;
    }

    /// <summary>The record as a JSON object, whole.</summary>
    public string RecordText(SelectedRecord record) => RecordJson.Write(_raw.AsSpan(record.RawStart, record.RawLength), CsvHeader);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_raw);
        _raw = [];
    }
}

/// <summary>A record that passed some hook's filter.</summary>
/// <param name="Number">In its window, from 1.</param>
/// <param name="Device">The usable <c>appmetrica_device_id</c>, or a message's <c>metrixUserId</c>; null: empty or blocked.</param>
public sealed record SelectedRecord(long Number, Stamp Stamp, DeviceId? Device, int RawStart, int RawLength);

/// <summary>A record and a hook whose filter it passed.</summary>
/// <param name="Key">The digest under which a goal or reject of it is kept.</param>
/// <param name="Occurrence">Its number among equal records of the window, from 0.</param>
/// <param name="Values">The texts of <see cref="HookPlan.Sources"/>; empty for missing.</param>
public sealed record Hit(HookPlan Hook, SelectedRecord Record, UInt128 Key, int Occurrence, string[] Values)
{
    /// <summary>The match value, read when its keys are asked for.</summary>
    public MatchValue Match { get; set; }

    /// <summary>In matching by identity, the device of a record that names its user too; else null.</summary>
    public DeviceId? UsersDevice => Hook.Match!.Match.By == MatchBy.Identity && Match.Key.Length > 0 ? Record.Device : null;
}

/// <param name="Reason">What is wrong with it, in a sentence.</param>
public sealed record UnreadableRecord(long Number, string Text, string Reason, UInt128 Key, int Occurrence);

/// <summary>Writes a row of any format as the JSON object in which rejects keep it.</summary>
public static class RecordJson
{
    /// <param name="header">Null: the bytes are a JSON object already, which loses only white space.</param>
    public static string Write(ReadOnlySpan<byte> raw, string[]? header)
    {
        if (header is null)
        {
            byte[] compact = new byte[raw.Length];
            return Encoding.UTF8.GetString(compact.AsSpan(0, JsonText.Compact(raw, compact)));
        }

        using var buffer = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            int column = 0;
            foreach (string field in CsvText.Fields(raw))
            {
                writer.WriteString(column < header.Length ? header[column] : $"column {column + 1}", field);
                column++;
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The object in which the text of an unreadable record is kept.</summary>
    public static string WriteUnreadable(string text)
    {
        using var buffer = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
