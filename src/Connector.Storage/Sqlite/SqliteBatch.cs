using Connector.Core.Delivery;
using Connector.Core.Goals;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Core.Telemetry;

namespace Connector.Storage.Sqlite;

/// <summary>One batch: everything it reads and writes happens in the one transaction that its store has begun for it.</summary>
internal sealed class SqliteBatch(SqliteWriter writer, SqliteTables tables, TimeProvider time) : IBatchTransaction
{
    private readonly Dictionary<string, bool> _hasRejects = [];
    private long? _nextProfile;
    private bool _ended;

    public long NewProfileId()
    {
        long id = _nextProfile ?? tables.ProfileIds.Read();
        _nextProfile = id + 1;
        return id;
    }

    public bool HasRejects(string integration)
    {
        if (!_hasRejects.TryGetValue(integration, out bool any))
        {
            any = tables.Rejects.HasAny(integration);
            _hasRejects.Add(integration, any);
        }

        return any;
    }

    public ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        SetLoading.Load(set, tables);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        ProfileState? found = set.Find(profile);
        if (found is null && tables.Profiles.Find(profile) is { } stored)
        {
            set.Add(found = stored);
        }

        return ValueTask.FromResult(found);
    }

    public ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(tables.Merges.Find(id));
    }

    public ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlySet<UInt128>>(keys.Where(tables.Goals.Has).ToHashSet());
    }

    public ValueTask<MessageFacts> LoadMessagesAsync(MessageQuestion question, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(tables.Messages.Load(question));
    }

    public ValueTask<IReadOnlyList<WaitingMessage>> LoadExpiredAsync(long before, int limit, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(tables.Messages.LoadExpired(before, limit));
    }

    public bool TakesMore => true;

    public ValueTask<CommitResult> WriteAsync(BatchChanges changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_ended, this);
        if (writer.IsReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading.");
        }

        Outbox? outbox = tables.Deliveries.Outbox;
        List<Goal>? news = outbox is null ? null : [];
        tables.Goals.Stitch(changes.Stitchings, news);
        tables.Merges.Write(changes.Merges);
        tables.Merges.Write(changes.Splits);
        IReadOnlyList<MergedTelling> merged = tables.Deliveries.Follow(changes.Merges, changes.Splits);
        tables.Profiles.Write(changes.Set.Profiles);
        tables.Deliveries.Renew(changes.Splits);
        tables.Keys.Write(changes.Set.KeyChanges, tables.Spaces);
        var result = new CommitResult(tables.Goals.Write(changes.Goals, news), tables.Rejects.Write(changes.Rejects));
        tables.Rejects.Remove(changes.ResolvedRejects);
        outbox?.Fill(changes.Set, news!, merged, tables.Deliveries, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (changes.Messages is { } messages)
        {
            tables.Messages.Write(messages);
        }

        if (changes.Cursor is { } move)
        {
            tables.Progress.Move(move);
        }

        if (changes.Run is { } run)
        {
            tables.Progress.Save(run);
        }

        if (_nextProfile is { } next)
        {
            tables.ProfileIds.Write(next);
        }

        if (result.RejectsAdded > 0)
        {
            _hasRejects.Clear();
        }

        DurableSteps.Passed(DurableSteps.BatchWritten);
        return ValueTask.FromResult(result);
    }

    public async ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken)
    {
        CommitResult result = await WriteAsync(changes, cancellationToken);
        writer.Commit();
        DurableSteps.Passed(DurableSteps.BatchCommitted);
        End();
        return result;
    }

    public ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            tables.Forget();
            End();
        }

        return ValueTask.CompletedTask;
    }

    private void End()
    {
        _ended = true;
        writer.End();
    }
}
