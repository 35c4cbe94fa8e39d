using System.Globalization;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>Runs the filters of a plan over the records of one window and takes what the hooks need of those that pass.</summary>
/// <remarks>Nothing is allocated for a record that no hook wants.</remarks>
public sealed class RecordSelector : IDisposable
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly ResourcePlan _plan;
    private readonly long _readAt;
    private readonly EventTimes _times;
    private readonly EventKey _key = new();
    private readonly Occurrences _occurrences = new();
    private readonly UInt128[] _hookKeys;
    private readonly UInt128 _unreadableKey;
    private readonly byte[] _application;
    private readonly PathValue[][] _found;
    private readonly bool[] _foundEscaped;
    private Record _record;
    private byte[] _scratch = new byte[256];
    private long _number;

    /// <param name="readAt">The run's start, Unix milliseconds: the time of records that have none.</param>
    public RecordSelector(ResourcePlan plan, long readAt)
    {
        _plan = plan;
        _readAt = readAt;
        _times = new EventTimes(plan.Zone);
        _record = new Record(plan.Schema);
        _hookKeys = [.. plan.Hooks.Select(hook => EventKey.OfHook(plan.Integration.Name, hook.Hook.Name))];
        _application = Encoding.UTF8.GetBytes((plan.Integration.Source as MetrixSource)?.ApplicationId ?? "");
        _unreadableKey = EventKey.OfHook(plan.Integration.Name, "");
        _found = [.. plan.JsonColumns.Select(column => new PathValue[column.Paths.Count])];
        _foundEscaped = new bool[_found.Length];
    }

    /// <summary>Records looked at so far.</summary>
    public long Records => _number;

    public void Select(Record record, RecordBatch batch)
    {
        Look(record, batch);
        SelectedRecord? selected = null;
        UInt128 identity = default;
        long? time = null;
        for (int i = 0; i < _hookKeys.Length; i++)
        {
            HookPlan hook = _plan.Hooks[i];
            if (!hook.Filter.Passes(this))
            {
                continue;
            }

            if (selected is null)
            {
                selected = Take(batch, out identity, out time);
            }

            UInt128 key = EventKey.Combine(_hookKeys[i], identity, time);
            int occurrence = _plan.Resource.IsMessage ? 0 : _occurrences.Next(key);
            batch.Hits.Add(new Hit(hook, selected, EventKey.Number(key, occurrence), occurrence, ValuesOf(hook)));
        }
    }

    public void AddUnreadable(ReadOnlySpan<byte> text, string reason, RecordBatch batch)
    {
        _number++;
        batch.Records++;
        _key.Begin();
        _key.Add(Encoding.UTF8.GetBytes(_plan.Resource.Name));
        _key.Add(text);
        UInt128 key = EventKey.Combine(_unreadableKey, _key.End(), null);
        int occurrence = _occurrences.Next(key);
        batch.Unreadable.Add(new UnreadableRecord(_number, Encoding.UTF8.GetString(text), reason, EventKey.Number(key, occurrence), occurrence));
    }

    /// <summary>Text of a value of the record being looked at; valid until the next call.</summary>
    public ReadOnlySpan<byte> Text(ValueSource source)
    {
        if (source.Json < 0)
        {
            return TextOf(source.Slot);
        }

        PathValue value = _found[source.Json][source.Path];
        if (value.Form == ValueForm.Missing)
        {
            return [];
        }

        ReadOnlySpan<byte> json = _foundEscaped[source.Json] ? _record.Source(source.Slot, out _) : TextOf(source.Slot);
        ReadOnlySpan<byte> text = json.Slice(value.Start, value.Length);
        if (value.Form == ValueForm.Plain)
        {
            return text;
        }

        if (_scratch.Length < text.Length)
        {
            _scratch = new byte[text.Length * 2];
        }

        return _scratch.AsSpan(0, value.Form == ValueForm.JsonString ? JsonText.Unescape(text, _scratch) : JsonText.Compact(text, _scratch));
    }

    public void Dispose() => _occurrences.Dispose();

    private void Look(Record record, RecordBatch batch)
    {
        _record = record;
        _number++;
        batch.Records++;
        batch.CsvHeader = record.CsvHeader;
        for (int i = 0; i < _found.Length; i++)
        {
            JsonColumn column = _plan.JsonColumns[i];
            ReadOnlySpan<byte> source = record.Source(column.Slot, out ValueForm form);
            _foundEscaped[i] = form == ValueForm.JsonString && column.Paths.TryFindEscaped(source, _found[i]);
            if (_foundEscaped[i])
            {
                continue;
            }

            ReadOnlySpan<byte> json = TextOf(column.Slot);
            if (json.IsEmpty)
            {
                _found[i].AsSpan().Clear();
            }
            else if (!column.Paths.Find(json, _found[i]))
            {
                batch.InvalidJson[i]++;
            }
        }
    }

    private SelectedRecord Take(RecordBatch batch, out UInt128 identity, out long? time)
    {
        ReadOnlySpan<byte> eventText = TimeText(_plan.EventTimestampSlot, _plan.EventDatetimeSlot, out long? eventTime);
        ReadOnlySpan<byte> receiveText = TimeText(_plan.ReceiveTimestampSlot, _plan.ReceiveDatetimeSlot, out long? receiveTime);
        if (_plan.Resource.IsMessage)
        {
            identity = MessageIdentity();
            time = null;
        }
        else
        {
            _key.Begin();
            _key.Add(eventTime, eventText);
            _key.Add(receiveTime, receiveText);
            foreach (int slot in _plan.IdentitySlots)
            {
                _key.Add(_record.Text(slot));
            }

            identity = _key.End();
            time = receiveTime ?? eventTime;
        }

        string device = _plan.DeviceSlot < 0 ? "" : Encoding.UTF8.GetString(TextOf(_plan.DeviceSlot)).Trim();
        return new SelectedRecord(
            _number,
            EventTimes.Stamp(eventTime, receiveTime, _readAt),
            device.Length == 0 || BlockedValues.Contains(device) ? null : new DeviceId(_plan.DeviceKind, device),
            batch.KeepRaw(_record.Raw),
            _record.Raw.Length);
    }

    /// <summary>A message sent again is the same message, whenever it comes and whatever it says; one without id is what it says.</summary>
    private UInt128 MessageIdentity()
    {
        _key.Begin();
        _key.Add(_application);
        ReadOnlySpan<byte> id = _record.Text(_plan.IdentitySlots[0]);
        _key.Add(id.IsEmpty ? _record.Raw : id);
        return _key.End();
    }

    private ReadOnlySpan<byte> TimeText(int timestampSlot, int datetimeSlot, out long? time)
    {
        if (timestampSlot < 0)
        {
            time = null;
            return [];
        }

        ReadOnlySpan<byte> timestamp = _record.Text(timestampSlot);
        if (datetimeSlot < 0)
        {
            time = EventTimes.ReadUnix(timestamp);
            return timestamp;
        }

        ReadOnlySpan<byte> datetime = _record.Text(datetimeSlot);
        time = _times.Read(timestamp, datetime);
        return timestamp.IsEmpty ? datetime : timestamp;
    }

    private string[] ValuesOf(HookPlan hook)
    {
        var values = new string[hook.Sources.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ValueSource source = hook.Sources[i];
            values[i] = source.Constant ?? Encoding.UTF8.GetString(Text(source));
            if (source.IsUnixTime)
            {
                values[i] = MomentOf(source, values[i]);
            }
        }

        return values;
    }

    /// <returns>The text itself where it is no such time: the field says what it wants instead.</returns>
    private string MomentOf(ValueSource source, string text)
    {
        string? milliseconds = source.Slot == _plan.EventTimestampSlot ? EventTimes.ReadUnix(Text(source))?.ToString(CultureInfo.InvariantCulture) : text;
        return milliseconds is null ? text : EventTimes.Moment(milliseconds, _plan.Zone) ?? text;
    }

    private ReadOnlySpan<byte> TextOf(int slot)
    {
        ReadOnlySpan<byte> text = _record.Text(slot);
        return text.StartsWith(ByteOrderMark) ? text[3..] : text;
    }
}
