namespace Connector.Core.Delivery;

/// <summary>Messages to other systems, as those who send them and look at them see the store.</summary>
public interface IDeliveryStore
{
    /// <summary>Makes the caller the one who sends to the destination, among all processes that use the store.</summary>
    /// <returns>Null: somebody else is. Disposing it, or the end of the process however it ends, lets the next one send. What it holds may be lost with the way to the store: <see cref="TakeAsync"/> fails then.</returns>
    ValueTask<IAsyncDisposable?> HoldAsync(string destination, CancellationToken cancellationToken);

    /// <summary>Pending messages that may be sent, in order: none whose profile has an earlier one that must wait.</summary>
    /// <param name="due">Unix milliseconds: those whose next attempt is not after that.</param>
    ValueTask<IReadOnlyList<Delivery>> TakeAsync(string destination, long due, int limit, CancellationToken cancellationToken);

    /// <summary>Keeps what became of messages, all of it or nothing. What is gone by now, since its profile was erased, is passed over.</summary>
    /// <param name="now">Unix milliseconds.</param>
    ValueTask SettleAsync(IReadOnlyList<Settlement> settlements, long now, CancellationToken cancellationToken);

    /// <summary>What waits for its next attempt is due now.</summary>
    /// <param name="now">Unix milliseconds.</param>
    ValueTask HurryAsync(string destination, long now, CancellationToken cancellationToken);

    /// <summary>Messages by id.</summary>
    IAsyncEnumerable<Delivery> ListAsync(DeliveryQuery query, CancellationToken cancellationToken);

    /// <summary>How every destination stands that the store has messages for.</summary>
    ValueTask<IReadOnlyList<DestinationDepth>> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes failed messages pending again, under their ids and times. One about a profile says what the profile is now, so that nothing
    /// old comes after something newer.
    /// </summary>
    /// <param name="destination">Null: of every destination.</param>
    /// <param name="id">Null: every one.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>How many.</returns>
    ValueTask<int> RetryAsync(string? destination, long? id, long now, CancellationToken cancellationToken);
}

/// <summary>What is null does not matter.</summary>
/// <param name="NewestFirst">The other way round.</param>
/// <param name="After">The id of the last message of the page before; null: from the first.</param>
public sealed record DeliveryQuery(
    string? Destination = null,
    DeliveryState? State = null,
    long? Profile = null,
    bool NewestFirst = false,
    long? After = null,
    int? Limit = null);

/// <param name="Pending">How many wait.</param>
/// <param name="Oldest">When the oldest pending one was queued, Unix milliseconds; null: none waits.</param>
/// <param name="LastAnswer">What the destination said last to a failed one; null: none failed.</param>
public sealed record DestinationDepth(string Destination, long Pending, long? Oldest, long Failed, string? LastAnswer);

/// <summary>What became of a message.</summary>
/// <param name="State">Pending: it waits for its next attempt.</param>
/// <param name="Sent">How often it was sent since it was taken.</param>
/// <param name="Answered">As <see cref="Delivery.Answers"/>, since it was taken.</param>
/// <param name="NextAttemptAt">Of a pending one, Unix milliseconds.</param>
/// <param name="KnownAs">By what the destination knows the profile from now on; null: as before.</param>
/// <param name="ForgetName">The destination does not know it by that name any more.</param>
public sealed record Settlement(
    Delivery Of, DeliveryState State, int Sent, int Answered, string? Answer, long? NextAttemptAt = null, string? KnownAs = null, bool ForgetName = false);
