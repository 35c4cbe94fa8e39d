using System.Buffers;
using Connector.Core.Ingest;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Microsoft.Win32.SafeHandles;

namespace Connector.Storage.Inbox;

/// <summary>The inbox as a log of its own beside the store: one thread writes all that came meanwhile, flushes once, and tells everybody.</summary>
/// <remarks>
/// Each start begins a new segment, so that a segment whose last bytes a power cut took is read up to there and never written again:
/// nobody was told that those bytes are kept.
/// </remarks>
public sealed class InboxLog : IInbox, IDisposable
{
    private const int SmallSegment = 1 << 20;
    private const int LargestWrite = 8 << 20;

    private readonly InboxSegments _segments;
    private readonly InboxReader _reader;
    private readonly Action _makeStoreDurable;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread _writer;
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private List<Waiting> _arrived = [];
    private List<Waiting> _inHand = [];
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SafeFileHandle? _file;
    private long _start;
    private long _end;
    private bool _isEnding;
    private readonly bool _preparesAhead;
    private volatile bool _renew;

    private InboxLog(InboxSegments segments, Action makeStoreDurable, bool preparesAhead)
    {
        _segments = segments;
        _reader = new InboxReader(segments);
        _preparesAhead = preparesAhead;
        _makeStoreDurable = makeStoreDurable;
        _end = segments.Next;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "inbox" };
        _writer.Start();
    }

    public string Id => _segments.Id;

    public long End => Interlocked.Read(ref _end);

    /// <summary>The inbox of a store: the folder <c>data/connector.db-inbox</c> beside <c>data/connector.db</c>.</summary>
    public static string FolderOf(string storePath) => Path.GetFullPath(storePath) + "-inbox";

    /// <summary>Makes the folder where there is none. One process at a time may have it open.</summary>
    /// <param name="makeStoreDurable">Called before anything is deleted: the store's newest batches may not be on the disk yet.</param>
    /// <exception cref="StoreException">The folder cannot be used.</exception>
    public static InboxLog Open(string folder, Action makeStoreDurable) => Open(folder, makeStoreDurable, preparesAhead: true);

    /// <param name="preparesAhead">Segments get their room on the disk before they are used, from the second on.</param>
    internal static InboxLog Open(string folder, Action makeStoreDurable, bool preparesAhead) =>
        new(new InboxSegments(folder), makeStoreDurable, preparesAhead);

    /// <summary>Begins no earlier than at a place: files that the store knows as applied may have been lost. Only before anything is kept.</summary>
    public void BeginAt(long place)
    {
        lock (_gate)
        {
            _end = Math.Max(_end, place);
        }
    }

    public Task KeepAsync(TakenRequest request)
    {
        var waiting = new Waiting(request);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            _arrived.Add(waiting);
            if (_arrived.Count > 1)
            {
                return waiting.Task;
            }
        }

        _work.Release();
        return waiting.Task;
    }

    public InboxPage Read(long from, int mostBytes) => _reader.Read(from, End, mostBytes);

    public async Task WaitAsync(long from, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (End > from)
                {
                    return;
                }

                moved = _moved.Task;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Deletes whole segments. One that has grown a little and holds nothing any more is ended too: what people sent is not kept longer than need be.</summary>
    public void Forget(long before)
    {
        if (_segments.HasBefore(before))
        {
            _makeStoreDurable();
            _segments.DeleteBefore(before);
        }

        _renew = before >= End && End - Interlocked.Read(ref _start) >= SmallSegment;
    }

    /// <summary>Writes what has come, and takes nothing more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
        }

        _work.Release();
        _writer.Join();
        _work.Dispose();
        _file?.Dispose();
    }

    private void WriteAll()
    {
        while (true)
        {
            _work.Wait();
            lock (_gate)
            {
                if (_arrived.Count == 0 && _isEnding)
                {
                    return;
                }

                (_arrived, _inHand) = (_inHand, _arrived);
            }

            for (int from = 0; from < _inHand.Count;)
            {
                from = WriteSome(from);
            }

            _inHand.Clear();
        }
    }

    /// <returns>How many of those in hand are done.</returns>
    private int WriteSome(int from)
    {
        _buffer.ResetWrittenCount();
        int to = from;
        do
        {
            InboxFrame.Write(_inHand[to].Request, _buffer);
            to++;
        }
        while (to < _inHand.Count && _buffer.WrittenCount < LargestWrite);

        StoreException? fault = Flush();
        for (int i = from; i < to; i++)
        {
            _inHand[i].End(fault);
        }

        return to;
    }

    private StoreException? Flush()
    {
        try
        {
            if (_file is null || _renew || _end - _start >= SpareSegment.Size)
            {
                Renew();
            }

            RandomAccess.Write(_file!, _buffer.WrittenSpan, _end - _start);
            DurableSteps.Passed(DurableSteps.InboxWritten);
            RandomAccess.FlushToDisk(_file!);
            DurableSteps.Passed(DurableSteps.InboxFlushed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // After a failed flush nobody knows what of the file is on the disk: it is left as it is.
            _file?.Dispose();
            _file = null;
            return _segments.Unusable(e);
        }

        lock (_gate)
        {
            Interlocked.Add(ref _end, _buffer.WrittenCount);
            _moved.TrySetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return null;
    }

    private void Renew()
    {
        _file?.Dispose();
        _file = null;
        _renew = false;
        _file = _segments.Add(_end, out bool isPrepared);
        Interlocked.Exchange(ref _start, _end);
        if (_preparesAhead)
        {
            // The first is not prepared, so that who sends nothing has no file: the next takes its place soon.
            _segments.Prepare(() => _renew |= !isPrepared);
        }
    }

    private sealed class Waiting(TakenRequest request) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TakenRequest Request { get; } = request;

        public void End(StoreException? fault)
        {
            if (fault is null)
            {
                SetResult();
            }
            else
            {
                SetException(fault);
            }
        }
    }
}
