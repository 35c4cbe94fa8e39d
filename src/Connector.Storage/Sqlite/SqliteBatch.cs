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
    private Task<CommitResult>? _writing;
    private bool _ended;

    public long NewProfileId()
    {
        long id = _nextProfile ?? ReadNextProfile();
        _nextProfile = id + 1;
        return id;
    }

    public bool HasRejects(string integration)
    {
        using Lock.Scope turn = writer.Session.Turn.EnterScope();
        if (!_hasRejects.TryGetValue(integration, out bool any))
        {
            any = tables.Rejects.HasAny(integration);
            _hasRejects.Add(integration, any);
        }

        return any;
    }

    public async ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        SetLoading.Load(set, tables);
    }

    public async ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        ProfileState? found = set.Find(profile);
        if (found is null && tables.Profiles.Find(profile) is { } stored)
        {
            set.Add(found = stored);
        }

        return found;
    }

    public async ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        return tables.Merges.Find(id);
    }

    public async ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        return keys.Where(tables.Goals.Has).ToHashSet();
    }

    public async ValueTask<MessageFacts> LoadMessagesAsync(MessageQuestion question, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        return tables.Messages.Load(question);
    }

    public async ValueTask<IReadOnlyList<WaitingMessage>> LoadExpiredAsync(long before, int limit, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        return tables.Messages.LoadExpired(before, limit);
    }

    public bool TakesMore => true;

    public PreparedBatch Prepare(BatchChanges changes)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (writer.IsReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading.");
        }

        return new Prepared(changes, tables.Take(changes.Set), _nextProfile);
    }

    public async ValueTask<CommitResult> WriteAsync(PreparedBatch batch, CancellationToken cancellationToken)
    {
        var prepared = (Prepared)batch;
        await ReadyAsync(cancellationToken);
        if (tables.Deliveries.Outbox is null)
        {
            prepared.Changes.Set.MarkTaken();
            return await (_writing = Task.Run(() => Write(prepared), CancellationToken.None));
        }

        // What others are told is read from the profiles themselves.
        CommitResult result = Write(prepared);
        prepared.Changes.Set.MarkTaken();
        return result;
    }

    public async ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken);
        CommitResult result = Write((Prepared)Prepare(changes));
        writer.Commit();
        DurableSteps.Passed(DurableSteps.BatchCommitted);
        End();
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            if (_writing is { } writing)
            {
                // Its failure is told to whoever began it.
                await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            tables.Forget();
            End();
        }
    }

    private CommitResult Write(Prepared prepared)
    {
        using Lock.Scope turn = writer.Session.Turn.EnterScope();
        BatchChanges changes = prepared.Changes;
        Outbox? outbox = tables.Deliveries.Outbox;
        List<Goal>? news = outbox is null ? null : [];
        tables.Goals.Stitch(changes.Stitchings, news);
        tables.Merges.Write(changes.Merges);
        tables.Merges.Write(changes.Splits);
        IReadOnlyList<MergedTelling> merged = tables.Deliveries.Follow(changes.Merges, changes.Splits);
        tables.Profiles.Write(prepared.Image.Profiles);
        tables.Deliveries.Renew(changes.Splits);
        tables.Keys.Write(prepared.Image.Keys);
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

        if (prepared.NextProfile is { } next)
        {
            tables.ProfileIds.Write(next);
        }

        if (result.RejectsAdded > 0)
        {
            _hasRejects.Clear();
        }

        DurableSteps.Passed(DurableSteps.BatchWritten);
        return result;
    }

    private long ReadNextProfile()
    {
        using Lock.Scope turn = writer.Session.Turn.EnterScope();
        return tables.ProfileIds.Read();
    }

    /// <summary>What is asked comes after what is being written.</summary>
    private async ValueTask ReadyAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_writing is { } writing)
        {
            await writing;
            _writing = null;
        }
    }

    private void End()
    {
        _ended = true;
        tables.Profiles.ForgetAhead();
        writer.End();
    }

    private sealed class Prepared(BatchChanges changes, SetImage image, long? nextProfile) : PreparedBatch
    {
        public BatchChanges Changes { get; } = changes;

        public SetImage Image { get; } = image;

        public long? NextProfile { get; } = nextProfile;
    }
}
