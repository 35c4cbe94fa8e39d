using System.Collections;

namespace Connector.Core.Profiles;

/// <summary>The profiles that have a key now: those of the store, and what was decided since. Nearly always it is one.</summary>
public sealed class KeyEntry(ProfileKey key) : IReadOnlyList<ProfileState>
{
    private ProfileState? _first;
    private List<ProfileState>? _others;

    public ProfileKey Key { get; } = key;

    /// <summary>More than the ids of the profiles will be looked at. Contents that were not foreseen are read one by one.</summary>
    public bool NeedsContents { get; set; }

    public int Count => _first is null ? 0 : 1 + (_others?.Count ?? 0);

    /// <summary>In the order in which they came.</summary>
    public ProfileState this[int index] => index == 0 && _first is not null ? _first : _others![index - 1];

    public void Add(ProfileState profile)
    {
        if (_first is null)
        {
            _first = profile;
        }
        else
        {
            (_others ??= []).Add(profile);
        }
    }

    public void Remove(ProfileState profile)
    {
        if (_first != profile)
        {
            _others?.Remove(profile);
            return;
        }

        _first = null;
        if (_others is { Count: > 0 })
        {
            _first = _others[0];
            _others.RemoveAt(0);
        }
    }

    public IEnumerator<ProfileState> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
