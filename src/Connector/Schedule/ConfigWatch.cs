using System.Text;

namespace Connector.Schedule;

/// <summary>Notices that files of a config folder changed, by looking at their names, sizes and times.</summary>
/// <remarks>Looking, rather than being told, works on every file system and for every way in which an editor saves.</remarks>
internal sealed class ConfigWatch(string directory)
{
    private string _known = StateOf(directory);
    private string _last = "";

    /// <returns>True once for every change, when the files have been at rest since the last look.</returns>
    public bool HasChanged()
    {
        string now;
        try
        {
            now = StateOf(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file went away between being found and being looked at: the next look will see how it ended.
            return false;
        }

        bool isAtRest = now == _last;
        _last = now;
        if (now == _known || !isAtRest)
        {
            return false;
        }

        _known = now;
        return true;
    }

    /// <summary>What lies there now is known: only what changes from here on is a change.</summary>
    public void Accept()
    {
        try
        {
            _known = _last = StateOf(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Forget();
        }
    }

    /// <summary>Lets the next look at rest report the change once more.</summary>
    public void Forget() => _known = "";

    private static string StateOf(string directory)
    {
        var state = new StringBuilder("at ");
        var folder = new DirectoryInfo(directory);
        IEnumerable<FileInfo> files = folder.Exists ? folder.EnumerateFiles("*.json", SearchOption.AllDirectories) : [];
        foreach (FileInfo file in files.OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            state.Append(file.FullName).Append(' ').Append(file.Length).Append(' ').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
        }

        return state.ToString();
    }
}
