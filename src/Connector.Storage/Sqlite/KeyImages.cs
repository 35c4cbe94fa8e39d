using System.Runtime.InteropServices;
using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>What the changes of a batch's keys amount to, as it goes into the table: a key that was gained and lost again is not touched.</summary>
internal sealed class KeyImages
{
    private readonly List<Change> _changes = [];
    private readonly List<Image> _images = [];

    /// <summary>By value, as the table lies.</summary>
    public IReadOnlyList<Image> InOrder => _images;

    /// <summary>Takes the changes of a batch, in the place of those of the batch before.</summary>
    public void Take(IReadOnlyList<KeyChange> changes, KeySpaces spaces)
    {
        _changes.Clear();
        _images.Clear();
        for (int i = 0; i < changes.Count; i++)
        {
            KeyChange change = changes[i];
            _changes.Add(new Change(new Image(spaces[change.Key.Space], change.Key.Value, change.Profile, change.Added), i));
        }

        _changes.Sort(Change.InOrder);
        ReadOnlySpan<Change> inOrder = CollectionsMarshal.AsSpan(_changes);
        for (int first = 0, last; first < inOrder.Length; first = last + 1)
        {
            last = first;
            while (last + 1 < inOrder.Length && inOrder[first].IsSameKey(inOrder[last + 1]))
            {
                last++;
            }

            // Changes of one key of one profile take turns, so the first tells what was there before.
            if (inOrder[first].Image.Added == inOrder[last].Image.Added)
            {
                _images.Add(inOrder[first].Image);
            }
        }
    }

    public readonly record struct Image(long Space, string Value, long Profile, bool Added);

    private readonly record struct Change(Image Image, int Order)
    {
        public bool IsSameKey(Change other) =>
            Image.Space == other.Image.Space && Image.Profile == other.Image.Profile && Image.Value == other.Image.Value;

        public static int InOrder(Change a, Change b)
        {
            int byValue = string.CompareOrdinal(a.Image.Value, b.Image.Value);
            int bySpace = byValue != 0 ? byValue : a.Image.Space.CompareTo(b.Image.Space);
            int byProfile = bySpace != 0 ? bySpace : a.Image.Profile.CompareTo(b.Image.Profile);
            return byProfile != 0 ? byProfile : a.Order.CompareTo(b.Order);
        }
    }
}
