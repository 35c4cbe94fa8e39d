using Connector.Core.Profiles;

namespace Connector.Core.Sync;

/// <summary>A store that holds nothing and keeps nothing: examples of a config run on it, and previews before the first import.</summary>
public sealed class EmptyStore : IBatchStore
{
    public ValueTask<IBatchTransaction> BeginAsync(CancellationToken cancellationToken) => new(new Transaction());

    private sealed class Transaction : IBatchTransaction
    {
        private long _lastId;

        public long NewProfileId() => ++_lastId;

        public bool HasRejects(string integration) => false;

        public ValueTask LoadAsync(WorkingSet set, CancellationToken cancellationToken)
        {
            set.MarkLoaded();
            return default;
        }

        public ValueTask<ProfileState?> LoadAsync(WorkingSet set, long profile, CancellationToken cancellationToken) => new(set.Find(profile));

        public ValueTask<KeptMerge?> GetMergeAsync(long id, CancellationToken cancellationToken) => new((KeptMerge?)null);

        public ValueTask<IReadOnlySet<UInt128>> ExistingGoalsAsync(IReadOnlyCollection<UInt128> keys, CancellationToken cancellationToken) =>
            new(new HashSet<UInt128>());

        public ValueTask<CommitResult> CommitAsync(BatchChanges changes, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The empty store keeps nothing.");

        public ValueTask DisposeAsync() => default;
    }
}
