namespace Connector.Sandbox.Exports;

/// <summary>The exports of one application: at most three wait, one at a time is made, files stay for a day.</summary>
/// <remarks>Nothing runs in the background: what time has brought is worked out at every call.</remarks>
internal sealed class ExportQueue(TimeSpan preparation, int polls, TimeProvider time)
{
    public const int Places = 3;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly List<Export> _waiting = [];
    private readonly Dictionary<string, Export> _files = new(StringComparer.Ordinal);
    private DateTimeOffset _free = DateTimeOffset.MinValue;
    private long _number;

    /// <summary>Asks for an export once more or for the first time.</summary>
    /// <param name="oldest">The oldest file that is good enough; null: any.</param>
    /// <param name="make">Makes the export, given its moment and number, when it has to be queued.</param>
    public QueueAnswer Ask(string key, TimeSpan? oldest, Func<DateTimeOffset, long, Export> make)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Advance(now);
            if (_waiting.Find(export => export.Key == key) is { } waiting)
            {
                return AskWaiting(waiting, oldest, now);
            }

            if (_files.TryGetValue(key, out Export? file) && IsGoodEnough(file.MadeAt!.Value, oldest, now))
            {
                return file.Polls < polls ? Poll(file, now) : new QueueAnswer.File(file);
            }

            if (_waiting.Count >= Places)
            {
                return new QueueAnswer.Full();
            }

            _files.Remove(key);
            Export export = make(now, _number++);
            _waiting.Add(export);
            Advance(now);
            return new QueueAnswer.Queued();
        }
    }

    public IReadOnlyList<Export> Active()
    {
        lock (_gate)
        {
            Advance(time.GetUtcNow());
            return [.. _waiting];
        }
    }

    public CancelAnswer Cancel(string requestId)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Advance(now);
            if (_waiting.Find(export => export.RequestId == requestId) is not { } waiting)
            {
                return _files.Values.Any(file => file.RequestId == requestId) ? CancelAnswer.TooLate : CancelAnswer.Unknown;
            }

            Leave(waiting, now);
            return CancelAnswer.Scheduled;
        }
    }

    private QueueAnswer AskWaiting(Export waiting, TimeSpan? oldest, DateTimeOffset now)
    {
        if (IsGoodEnough(waiting.AskedAt, oldest, now))
        {
            return Poll(waiting, now);
        }

        Leave(waiting, now);
        waiting.AskedAt = now;
        waiting.StartedAt = null;
        waiting.Polls = 0;
        _waiting.Add(waiting);
        Advance(now);
        return new QueueAnswer.Requeued();
    }

    private QueueAnswer.Wait Poll(Export export, DateTimeOffset now)
    {
        export.Polls++;
        double progress = export.ProgressAt(now, preparation);
        // A file that is made but held back for its polls is nearly done, never done.
        return new QueueAnswer.Wait(Math.Min(99, (int)(progress * 100)));
    }

    private void Leave(Export export, DateTimeOffset now)
    {
        if (export.StartedAt is not null)
        {
            _free = now;
        }

        _waiting.Remove(export);
    }

    private void Advance(DateTimeOffset now)
    {
        while (_waiting.Count > 0)
        {
            Export first = _waiting[0];
            first.StartedAt ??= first.AskedAt > _free ? first.AskedAt : _free;
            DateTimeOffset made = first.StartedAt.Value + preparation;
            if (made > now)
            {
                break;
            }

            first.MadeAt = made;
            _free = made;
            _waiting.RemoveAt(0);
            _files[first.Key] = first;
        }

        foreach ((string key, Export file) in _files)
        {
            if (now - file.MadeAt > Kept)
            {
                _files.Remove(key);
            }
        }
    }

    private static bool IsGoodEnough(DateTimeOffset from, TimeSpan? oldest, DateTimeOffset now) =>
        oldest is not { } most || (most > TimeSpan.Zero && now - from <= most);
}

/// <summary>What the queue says to one request.</summary>
internal abstract record QueueAnswer
{
    private QueueAnswer()
    {
    }

    public sealed record Queued : QueueAnswer;

    public sealed record Requeued : QueueAnswer;

    public sealed record Wait(int Percent) : QueueAnswer;

    public sealed record File(Export Export) : QueueAnswer;

    public sealed record Full : QueueAnswer;
}

internal enum CancelAnswer
{
    Scheduled,
    TooLate,
    Unknown,
}
