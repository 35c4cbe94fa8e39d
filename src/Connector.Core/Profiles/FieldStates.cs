using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Connector.Core.Profiles;

/// <summary>The fields of a profile by name, in the order in which they came.</summary>
/// <remarks>
/// A profile has few, and hooks ask for them in the order in which an earlier record of the same hook brought them: looking behind
/// the last one found costs less than any table of hashes, in time and in room.
/// </remarks>
public sealed class FieldStates : IEnumerable<KeyValuePair<string, FieldState>>
{
    private KeyValuePair<string, FieldState>[] _items = [];
    private int _next;

    public int Count { get; private set; }

    public IEnumerable<string> Keys => this.Select(item => item.Key);

    public FieldState this[string name]
    {
        get => TryGetValue(name, out FieldState? state) ? state : throw new KeyNotFoundException($"The profile has no field '{name}'.");
        set
        {
            int index = IndexOf(name);
            if (index < 0)
            {
                Add(name, value);
            }
            else
            {
                _items[index] = new KeyValuePair<string, FieldState>(name, value);
            }
        }
    }

    /// <summary>The fields as they stand; good until the next is added.</summary>
    public ReadOnlySpan<KeyValuePair<string, FieldState>> AsSpan() => _items.AsSpan(0, Count);

    public void EnsureCapacity(int capacity)
    {
        if (_items.Length < capacity)
        {
            Array.Resize(ref _items, capacity);
        }
    }

    /// <summary>Adds a field that is not there yet.</summary>
    public void Add(string name, FieldState state)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(8, Count * 2));
        }

        _items[Count++] = new KeyValuePair<string, FieldState>(name, state);
    }

    public bool TryGetValue(string name, [MaybeNullWhen(false)] out FieldState value)
    {
        int index = IndexOf(name);
        value = index < 0 ? null : _items[index].Value;
        return index >= 0;
    }

    public FieldState? GetValueOrDefault(string name) => TryGetValue(name, out FieldState? state) ? state : null;

    public IEnumerator<KeyValuePair<string, FieldState>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return _items[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        for (int i = 0, at = _next; i < Count; i++, at++)
        {
            at = at < Count ? at : 0;
            if (_items[at].Key == name)
            {
                _next = at + 1;
                return at;
            }
        }

        return -1;
    }
}
