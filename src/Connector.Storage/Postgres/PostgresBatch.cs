using Connector.Core.Delivery;
using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>One batch, in one transaction at <c>read committed</c>: what it reads behind its locks is the newest that was committed.</summary>
internal sealed class PostgresBatch : IBatchTransaction
{
    private readonly PostgresParts _parts;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly PostgresLocks _locks;
    private readonly PostgresLoading _loading;
    private readonly PostgresMessages _messages;
    private readonly ProfileIds _ids;
    private bool _ended;

    public PostgresBatch(PostgresParts parts, NpgsqlConnection connection, NpgsqlTransaction transaction, bool isAlone)
    {
        (_parts, _connection, _transaction) = (parts, connection, transaction);
        _locks = new PostgresLocks(parts.LockShare, isAlone);
        _loading = new PostgresLoading(connection, parts, _locks);
        _messages = new PostgresMessages(connection, _locks);
        _ids = new ProfileIds(connection, parts.Link.IsReadOnly);
    }

    public long NewProfileId() => _parts.Link.Guard(_ids.Next);

    public bool HasRejects(string integration) => _parts.Link.Guard(() =>
    {
        using NpgsqlCommand command = _connection.Command("select exists (select from reject where integration = $1)", integration);
        return (bool)command.ExecuteScalar()!;
    });

    public async ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken) =>
        await InsideAsync(async () =>
        {
            await _loading.LoadAsync(set, cancellationToken);
            return 0;
        });

    public ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken) =>
        InsideAsync(() => _loading.LoadAsync(set, profile, cancellationToken));

    public ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken) => InsideAsync(async () =>
        (await _connection.QueryAsync($"{PostgresMergeRows.Select} where m.id = $1", PostgresMergeRows.Read, [id], cancellationToken)).SingleOrDefault());

    public ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) =>
        InsideAsync<IReadOnlySet<UInt128>>(async () => (await _connection.QueryAsync(
            "select g.key from unnest($1::uuid[]) as w (key) join goal g on g.key = w.key", row => row.Key(0), [keys.ToArray()], cancellationToken)).ToHashSet());

    public ValueTask<MessageFacts> LoadMessagesAsync(MessageQuestion question, CancellationToken cancellationToken) =>
        InsideAsync(() => _messages.LoadAsync(question, cancellationToken));

    public ValueTask<IReadOnlyList<WaitingMessage>> LoadExpiredAsync(long before, int limit, CancellationToken cancellationToken) =>
        InsideAsync(() => _messages.LoadExpiredAsync(before, limit, cancellationToken));

    public ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_parts.Link.IsReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading.");
        }

        return InsideAsync(async () =>
        {
            // Once it has begun to be written, a batch is not broken off half way through.
            Outbox? outbox = _parts.Outbox;
            (CommitResult result, List<GoalNews> news) = await new PostgresWriting(_connection, _parts, _locks, _loading)
                .WriteAsync(changes, withNews: outbox is not null, CancellationToken.None);
            await TellAsync(changes, outbox, news);
            DurableSteps.Passed(DurableSteps.BatchWritten);
            await _transaction.CommitAsync(CancellationToken.None);
            DurableSteps.Passed(DurableSteps.BatchCommitted);
            await EndAsync();
            return result;
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            await EndAsync();
        }
    }

    /// <summary>Messages follow merged profiles also where nobody is told of anything now.</summary>
    private async Task TellAsync(BatchChanges changes, Outbox? outbox, List<GoalNews> news)
    {
        if (outbox is null && changes.Merges.Count == 0 && changes.Splits.Count == 0)
        {
            return;
        }

        long now = _parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var rows = new PostgresOutbox(_connection, changes, news);
        await rows.ReturnAsync(changes.Splits, CancellationToken.None);
        await rows.ReadAsync(now, CancellationToken.None);
        IReadOnlyList<MergedTelling> merged = await rows.FollowAsync(changes.Merges, changes.Splits, CancellationToken.None);
        outbox?.Fill(changes.Set, [.. news.Select(one => one.Goal)], merged, rows, now);
        await rows.WriteAsync(CancellationToken.None);
        if (outbox is not null)
        {
            await rows.RenewAsync(changes.Splits, outbox, CancellationToken.None);
        }
    }

    private async ValueTask<T> InsideAsync<T>(Func<Task<T>> work)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        try
        {
            return await _parts.Link.GuardAsync(work);
        }
        catch (StoreConflictException)
        {
            await EndAsync();
            throw;
        }
    }

    /// <summary>What was not committed is taken back.</summary>
    private async ValueTask EndAsync()
    {
        _ended = true;

        // Of a connection that broke there is nothing to take back: the server has done it.
        if (_connection.FullState == System.Data.ConnectionState.Open)
        {
            await _transaction.DisposeAsync();
        }

        await _connection.DisposeAsync();
    }
}
