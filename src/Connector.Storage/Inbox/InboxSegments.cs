using System.Globalization;
using System.Text;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Inbox;

/// <summary>The files of an inbox: each is named by the place of its first byte, and the next begins where it was to end.</summary>
internal sealed class InboxSegments
{
    private const string Ending = ".log";
    private const string IdFile = "id";

    private readonly string _folder;
    private readonly SpareSegment _spare;
    private readonly List<long> _starts;
    private readonly Lock _gate = new();

    /// <param name="folder">Made where there is none.</param>
    /// <exception cref="StoreException">The folder cannot be used.</exception>
    public InboxSegments(string folder)
    {
        _folder = folder;
        _spare = new SpareSegment(Path.Combine(folder, "spare"));
        try
        {
            Directory.CreateDirectory(folder);
            Id = ReadOrMakeId(Path.Combine(folder, IdFile));
            _starts = [.. Directory.EnumerateFiles(folder, "*" + Ending).Select(StartOf).Where(start => start >= 0).Order()];
            Next = _starts.Count == 0 ? 0 : _starts[^1] + new FileInfo(PathOf(_starts[^1])).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    public string Id { get; }

    /// <summary>Behind everything that any segment holds.</summary>
    public long Next { get; private set; }

    /// <summary>Makes an empty segment that begins behind all others.</summary>
    /// <param name="isPrepared">Its bytes have their place on the disk already.</param>
    public SafeFileHandle Add(long start, out bool isPrepared)
    {
        string path = PathOf(start);
        isPrepared = _spare.TryTake(path);
        SafeFileHandle file = File.OpenHandle(
            path, isPrepared ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        DurableFolder.Flush(_folder);
        DurableSteps.Passed(DurableSteps.InboxSegmentAdded);
        lock (_gate)
        {
            if (_starts.Count == 0 || _starts[^1] < start)
            {
                _starts.Add(start);
            }

            Next = start;
        }

        return file;
    }

    /// <summary>Prepares the next segment meanwhile.</summary>
    /// <param name="done">Called on another thread when it is ready to be added.</param>
    public void Prepare(Action done) => _spare.Prepare(done);

    /// <summary>The segment that holds a place, or the first behind it.</summary>
    /// <param name="end">Where the next one begins; null: it is the last.</param>
    /// <returns>Null: there is none.</returns>
    public long? Find(long place, out long? end)
    {
        lock (_gate)
        {
            int at = _starts.FindLastIndex(start => start <= place);
            at = at < 0 ? 0 : at;
            end = at + 1 < _starts.Count ? _starts[at + 1] : null;
            return at < _starts.Count ? _starts[at] : null;
        }
    }

    /// <exception cref="StoreException">The segment cannot be read.</exception>
    public SafeFileHandle Open(long start)
    {
        try
        {
            return File.OpenHandle(PathOf(start), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Whether <see cref="DeleteBefore"/> would delete something.</summary>
    public bool HasBefore(long place)
    {
        lock (_gate)
        {
            return _starts.Count > 1 && _starts[1] <= place;
        }
    }

    /// <summary>Deletes the segments that end at or before a place, but never the last.</summary>
    public void DeleteBefore(long place)
    {
        while (true)
        {
            long start;
            lock (_gate)
            {
                if (_starts.Count < 2 || _starts[1] > place)
                {
                    return;
                }

                start = _starts[0];
                _starts.RemoveAt(0);
            }

            try
            {
                File.Delete(PathOf(start));
                DurableSteps.Passed(DurableSteps.InboxSegmentDeleted);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is found again at the next start, read, known as applied, and deleted then.
                return;
            }
        }
    }

    public StoreException Unusable(Exception cause) => new(
        $"The inbox {_folder} cannot be used. See that the disk has space and that the user of the connector may read and write there.", cause);

    private static string ReadOrMakeId(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        string made = Guid.NewGuid().ToString("N");
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(made), 0);
            RandomAccess.FlushToDisk(file);
        }

        DurableSteps.Passed(DurableSteps.InboxMade);
        return made;
    }

    private static long StartOf(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long start) ? start : -1;

    private string PathOf(long start) => Path.Combine(_folder, start.ToString("D19", CultureInfo.InvariantCulture) + Ending);
}
