using System.Runtime.InteropServices;

namespace Connector.Configuration.Json;

/// <summary>Lines of a text, and the way from a place to an offset and back.</summary>
internal sealed class LineMap
{
    private readonly List<int> _starts = [0];
    private readonly int _end;

    public LineMap(string text)
    {
        _end = text.Length;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _starts.Add(i + 1);
            }
        }
    }

    /// <param name="line">From 1; 0 stands for a text of which nothing was read.</param>
    /// <param name="characters">How many characters of the line come before.</param>
    /// <remarks>Newtonsoft takes a CR LF that ends the text for two lines: what is behind the last line is the end.</remarks>
    public int OffsetOf(int line, int characters) => line > _starts.Count ? _end : _starts[Math.Max(line, 1) - 1] + characters;

    public Place PlaceOf(int offset)
    {
        int found = CollectionsMarshal.AsSpan(_starts).BinarySearch(offset);
        int line = found >= 0 ? found : ~found - 1;
        return new Place(line + 1, offset - _starts[line] + 1);
    }
}
