namespace Connector.Core.Delivery;

/// <summary>What a message tells of.</summary>
public enum MessageKind
{
    /// <summary>The profile as it is after a batch.</summary>
    Profile,
    Goal,
}

/// <summary>How a message stands.</summary>
public enum DeliveryState
{
    /// <summary>On its way, be it that it waits for its next attempt.</summary>
    Pending,

    /// <summary>The destination refused it for good, or was out of reach for too long.</summary>
    Failed,
    Delivered,
}

/// <summary>A message that a batch gives a destination.</summary>
/// <param name="MessageId">The same at every attempt, in every process.</param>
/// <param name="At">Unix milliseconds; no two messages of one profile to one destination have the same.</param>
/// <param name="Body">See <see cref="MessageBody"/>. How the destination writes it is decided when it is sent.</param>
public sealed record OutboundMessage(string Destination, long Profile, MessageKind Kind, Guid MessageId, long At, string Body);

/// <summary>A message in the store, and how it stands.</summary>
/// <param name="Id">Grows; the messages of a profile are sent in its order.</param>
/// <param name="QueuedAt">When it was made, or told to be sent again; Unix milliseconds.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Answers">How often the destination itself, and not something before it, answered that it did not take it.</param>
/// <param name="NextAttemptAt">Not before; null: it is not pending.</param>
/// <param name="EndedAt">When it was delivered or failed; null: neither.</param>
/// <param name="Answer">What the destination said last, or why there was no answer; null: nothing yet.</param>
/// <param name="KnownAs">By what the destination knows the profile since an earlier message; null: it was never told of it.</param>
public sealed record Delivery(
    long Id,
    OutboundMessage Message,
    DeliveryState State,
    long QueuedAt,
    int Attempts,
    int Answers,
    long? NextAttemptAt,
    long? EndedAt,
    string? Answer,
    string? KnownAs = null);

/// <summary>The words of commands and of the API.</summary>
public static class DeliveryWords
{
    public static string Name(this MessageKind kind) => kind == MessageKind.Profile ? "profile" : "goal";

    public static string Name(this DeliveryState state) => state switch
    {
        DeliveryState.Pending => "pending",
        DeliveryState.Failed => "failed",
        _ => "delivered",
    };

    /// <returns>Null: no such word.</returns>
    public static DeliveryState? FindState(string word) =>
        Enum.GetValues<DeliveryState>().Cast<DeliveryState?>().FirstOrDefault(state => state!.Value.Name() == word);
}
