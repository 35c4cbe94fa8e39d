using Connector.Core.Profiles;
using Connector.Storage.States;

namespace Connector.Storage.Sqlite;

/// <summary>What a batch makes of its new and changed profiles, as it goes into the table: they may change again while it is written.</summary>
internal sealed class ProfileImages
{
    private readonly ProfileCodec _codec = new();
    private readonly List<ProfileState> _changed = [];
    private readonly List<Image> _images = [];
    private readonly StateBuffer _states = new();

    /// <summary>By id.</summary>
    public IReadOnlyList<Image> InOrder => _images;

    /// <summary>Takes the profiles of a batch that are new or changed, in the place of those of the batch before.</summary>
    public void Take(IEnumerable<ProfileState> profiles)
    {
        _changed.Clear();
        _images.Clear();
        _states.Clear();
        foreach (ProfileState profile in profiles)
        {
            if ((profile.IsNew || profile.IsDirty) && profile.MergedInto is null)
            {
                _changed.Add(profile);
            }
        }

        _changed.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (ProfileState profile in _changed)
        {
            Range place = _states.Add(_codec.Encode(profile));
            _images.Add(new Image(profile.Id, profile.IsNew, profile.Database, profile.CreatedAt, profile.UpdatedAt, place));
        }
    }

    /// <returns>Good until the next take.</returns>
    public ReadOnlySpan<byte> State(Image image) => _states[image.Place];

    /// <param name="Place">Where its state lies among all.</param>
    public readonly record struct Image(long Id, bool IsNew, string Database, long CreatedAt, long UpdatedAt, Range Place);
}
