using System.Collections.Concurrent;
using Connector.Core.Catalog;
using Connector.Core.Telemetry;

namespace Connector.Core.Delivery;

/// <summary>Sends what is due to one destination: the messages of a profile one after another, different profiles at the same time.</summary>
/// <param name="jitter">0 to below 1, a new one at each call.</param>
public sealed class DestinationSender(Destination destination, IDestinationClient client, IDeliveryStore store, Func<double> jitter, TimeProvider time)
{
    /// <summary>One round: takes a batch, sends it, keeps what became of it.</summary>
    /// <exception cref="Sync.StoreException">What became of the messages is not kept; they will be sent again under their ids.</exception>
    public async Task<SendRound> SendAsync(CancellationToken cancellationToken)
    {
        DeliveryPace pace = destination.Pace;
        IReadOnlyList<Delivery> taken = await store.TakeAsync(destination.Name, Now, pace.BatchSize, cancellationToken);
        if (taken.Count == 0)
        {
            return SendRound.Nothing;
        }

        DurableSteps.Passed(DurableSteps.MessagesTaken);

        var settlements = new ConcurrentQueue<Settlement>();
        var closed = new Closing();
        try
        {
            await Parallel.ForEachAsync(
                taken.GroupBy(delivery => delivery.Message.Profile),
                new ParallelOptions { MaxDegreeOfParallelism = pace.Parallel, CancellationToken = cancellationToken },
                async (lane, token) => await SendLaneAsync([.. lane], settlements, closed, token));
        }
        finally
        {
            // What was sent was sent, also when somebody wants to stop.
            await store.SettleAsync([.. settlements], Now, CancellationToken.None);
            DurableSteps.Passed(DurableSteps.MessagesSettled);
        }

        return new SendRound(
            taken.Count,
            settlements.Count(one => one.State == DeliveryState.Delivered),
            settlements.Count(one => one.State == DeliveryState.Failed),
            settlements.Count(one => one.State == DeliveryState.Pending),
            closed.For,
            closed.Answer);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task SendLaneAsync(List<Delivery> lane, ConcurrentQueue<Settlement> settlements, Closing closed, CancellationToken cancellationToken)
    {
        while (lane.Count > 0 && closed.For is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<Delivery> parcel = lane[..client.Fit(lane)];
            SendResult result = await client.SendAsync(parcel, cancellationToken);

            // One of them is the poison: each half is tried for itself, the earlier one first, until it is alone.
            while (result is SendResult.Refused && parcel.Count > 1)
            {
                parcel = parcel[..((parcel.Count + 1) / 2)];
                result = await client.SendAsync(parcel, cancellationToken);
            }

            DurableSteps.Passed(DurableSteps.MessagesSent);

            foreach (Delivery delivery in parcel)
            {
                if (RetryRule.Settle(delivery, result, destination.Pace, jitter(), Now) is { } settlement)
                {
                    settlements.Enqueue(settlement);
                }
            }

            if (result is SendResult.Closed stop)
            {
                closed.Close(stop);
            }

            bool mayGoOn = result is SendResult.Taken or SendResult.Refused;
            lane = mayGoOn ? Renamed(lane[parcel.Count..], result) : [];
        }
    }

    /// <summary>What the destination calls the profile is of use for its next message already.</summary>
    private static List<Delivery> Renamed(List<Delivery> rest, SendResult result) =>
        result is SendResult.Taken { KnownAs: { } name } ? [.. rest.Select(delivery => delivery with { KnownAs = name })] : rest;

    private sealed class Closing
    {
        private SendResult.Closed? _closed;

        public TimeSpan? For => Volatile.Read(ref _closed)?.For;

        public string? Answer => Volatile.Read(ref _closed)?.Answer;

        public void Close(SendResult.Closed closed) => Volatile.Write(ref _closed, closed);
    }
}

/// <summary>What a round came to.</summary>
/// <param name="Taken">Messages that were due.</param>
/// <param name="Waiting">Those that wait for another attempt.</param>
/// <param name="ClosedFor">Nothing is sent for so long; null: sending goes on.</param>
/// <param name="Answer">Why.</param>
public sealed record SendRound(int Taken, int Delivered, int Failed, int Waiting, TimeSpan? ClosedFor, string? Answer)
{
    public static readonly SendRound Nothing = new(0, 0, 0, 0, null, null);
}
