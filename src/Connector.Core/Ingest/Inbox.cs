namespace Connector.Core.Ingest;

/// <summary>Requests that were taken and are not applied yet, in the order of their arrival, kept so that no end of the process or machine loses one.</summary>
public interface IInbox
{
    /// <summary>Tells this inbox from every other, so that a place in it means nothing elsewhere.</summary>
    string Id { get; }

    /// <summary>Behind all that is kept.</summary>
    long End { get; }

    /// <summary>Keeps a request. Its body must stay as it is until the task ends.</summary>
    /// <returns>Ends when the request is on the disk, flushed together with all that came at the same time.</returns>
    /// <exception cref="Sync.StoreException">It could not be written and is not kept.</exception>
    Task KeepAsync(TakenRequest request);

    /// <summary>Reads what is on the disk from a place on.</summary>
    /// <param name="from">0, or where an earlier page ended.</param>
    /// <param name="mostBytes">About as much is read at once; at least one request, if there is one.</param>
    /// <exception cref="Sync.StoreException">It cannot be read.</exception>
    InboxPage Read(long from, int mostBytes);

    /// <summary>Ends when there is something to read behind the place.</summary>
    Task WaitAsync(long from, CancellationToken cancellationToken);

    /// <summary>Everything before the place is applied and need not be kept.</summary>
    void Forget(long before);
}

/// <summary>One request whose sender is known and whose body was found right.</summary>
/// <param name="At">When it came, Unix milliseconds.</param>
/// <param name="Body">As it was sent.</param>
public readonly record struct TakenRequest(string Integration, string ApplicationId, long At, ReadOnlyMemory<byte> Body);

/// <param name="Place">Where the request begins; grows with every request and is never used again.</param>
public readonly record struct KeptRequest(long Place, TakenRequest Request);

/// <param name="Next">Where the next page begins.</param>
public readonly record struct InboxPage(IReadOnlyList<KeptRequest> Requests, long Next);
