using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>What a run would do with one record under one hook.</summary>
/// <param name="Record">Number in the file, from 1.</param>
/// <param name="Hook">Null for a record that cannot be read.</param>
/// <param name="Profile">The profile in the store that it is about; null: none, or one that would only be created.</param>
/// <param name="Changes">For an import; null otherwise.</param>
/// <param name="Detail">Why, for a person; null where there is nothing to explain.</param>
public sealed record PreviewLine(
    long Record,
    string? Hook,
    Outcome Outcome,
    long? Profile,
    ChangeLog? Changes,
    Goal? Goal,
    string? Reason,
    string? Detail);

/// <summary>Does all that an import does but for writing: a record sees what the records before it would have done.</summary>
/// <remarks>Keeps every profile that is touched in memory until the end; meant for a look at some records, not for an export of millions.</remarks>
public sealed class Preview(IBatchStore store, TimeProvider time)
{
    /// <param name="limit">Stop after so many records.</param>
    /// <param name="read">Delivers the records.</param>
    /// <param name="show">Takes a line for each record and hook, in order.</param>
    /// <returns>Counters as a run's, over the records looked at, and whether there were more than the limit.</returns>
    public async Task<(RunCounts Counts, bool Stopped)> RunAsync(
        ResourcePlan plan,
        long limit,
        Func<IRecordSink, CancellationToken, Task> read,
        Action<PreviewLine> show,
        CancellationToken cancellationToken)
    {
        await using IBatchTransaction transaction = await store.BeginAsync(cancellationToken);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        using var sink = new Sink(plan, transaction, now, limit, show, enough);
        try
        {
            await read(sink, enough.Token);
        }
        catch (OperationCanceledException) when (sink.HasMore && !cancellationToken.IsCancellationRequested)
        {
            // The limit was reached; the rest of the file is not of interest.
        }

        return (sink.Counts, sink.HasMore);
    }

    private sealed class Sink : IRecordSink, IDisposable
    {
        private readonly ResourcePlan _plan;
        private readonly IBatchTransaction _transaction;
        private readonly long _limit;
        private readonly Action<PreviewLine> _show;
        private readonly CancellationTokenSource _enough;
        private readonly WorkingSet _set = new();
        private readonly BatchDecider _decider;
        private readonly RecordSelector _selector;
        private RecordBatch _batch;

        public Sink(ResourcePlan plan, IBatchTransaction transaction, long now, long limit, Action<PreviewLine> show, CancellationTokenSource enough)
        {
            _plan = plan;
            _transaction = transaction;
            _limit = limit;
            _show = show;
            _enough = enough;
            _decider = new BatchDecider(_set, transaction.NewProfileId, now, now);
            _selector = new RecordSelector(plan, now);
            _batch = new RecordBatch(plan, 1);
        }

        /// <summary>A record came when as many as wanted had been looked at.</summary>
        public bool HasMore { get; private set; }

        public RunCounts Counts => _decider.Counts();

        public bool Add(Record record)
        {
            HasMore = _selector.Records >= _limit;
            if (!HasMore)
            {
                _selector.Select(record, _batch);
            }

            return true;
        }

        public bool AddMalformed(ReadOnlySpan<byte> text, string reason)
        {
            HasMore = _selector.Records >= _limit;
            if (!HasMore)
            {
                _selector.AddUnreadable(text, reason, _batch);
            }

            return true;
        }

        public async ValueTask HandOnAsync(CancellationToken cancellationToken)
        {
            if (HasMore)
            {
                await _enough.CancelAsync();
                _enough.Token.ThrowIfCancellationRequested();
            }

            RecordBatch batch = _batch;
            _batch = new RecordBatch(_plan, _selector.Records + 1);
            using (batch)
            {
                BatchDecider.Want(batch, _set);
                await _transaction.LoadAsync(_set, cancellationToken);
                UInt128[] goals = [.. batch.Hits.Select(hit => hit.Key)];
                Show(batch, goals.Length == 0 ? new HashSet<UInt128>() : await _transaction.ExistingGoalsAsync(goals, cancellationToken));
                _decider.Count(batch);
            }
        }

        public void Dispose()
        {
            _batch.Dispose();
            _selector.Dispose();
        }

        private void Show(RecordBatch batch, IReadOnlySet<UInt128> knownGoals)
        {
            long number = _selector.Records;
            _decider.RefuseUnreadable(batch);
            foreach (UnreadableRecord record in batch.Unreadable)
            {
                _show(new PreviewLine(number, null, Outcome.Reject, null, null, null, RejectReason.RecordMalformed, record.Reason));
            }

            if (batch.Unreadable.Count > 0)
            {
                return;
            }

            foreach (HookPlan hook in _plan.Hooks)
            {
                Hit? hit = batch.Hits.Find(one => one.Hook == hook);
                _show(hit is null
                    ? new PreviewLine(number, hook.Hook.Name, Outcome.Filtered, null, null, null, null, null)
                    : Decide(hit, batch, knownGoals.Contains(hit.Key)));
            }
        }

        private PreviewLine Decide(Hit hit, RecordBatch batch, bool goalIsKnown)
        {
            var log = new ChangeLog();
            Decision decision = _decider.Decide(hit, batch, log, goalIsKnown);
            bool imports = decision.Outcome is Outcome.Create or Outcome.Update or Outcome.Unchanged && decision.Goal is null;
            return new PreviewLine(
                hit.Record.Number,
                hit.Hook.Hook.Name,
                decision.Outcome,
                decision.Profile is { IsNew: false } profile ? profile.Id : null,
                imports ? log : null,
                decision.Goal,
                decision.Reason,
                decision.Detail);
        }
    }
}
