using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Core.Profiles;

/// <summary>Undoes a merge: what came through the profile that was merged returns to it, fields and subscriptions by their source, goals by theirs.</summary>
/// <remarks>Sign-ins read up to then do not merge the two again, however often they are read; a newer one does.</remarks>
public sealed class ProfileSplitting(IBatchStore store, ConnectorCatalog catalog, TimeProvider time)
{
    /// <param name="by">The name of a token, or <c>cli</c>.</param>
    /// <exception cref="SplitRefusedException">There is no such merge, or nothing to undo. Nothing was changed.</exception>
    /// <exception cref="StoreException">The store failed. Nothing was changed.</exception>
    public Task<KeptMerge> SplitAsync(long id, string by, CancellationToken cancellationToken) =>
        store.TransactAsync(transaction => SplitAsync(transaction, id, by, cancellationToken), cancellationToken);

    private async Task<KeptMerge> SplitAsync(IBatchTransaction transaction, long id, string by, CancellationToken cancellationToken)
    {
        KeptMerge kept = await transaction.GetMergeAsync(id, cancellationToken)
            ?? throw new SplitRefusedException($"There is no merge {id}. 'connector profiles merges' lists them.", isUnknown: true);
        ProfileMerge merge = kept.Merge;
        if (kept.SplitAt is not null || merge.Refused is not null)
        {
            throw new SplitRefusedException(kept.SplitAt is not null ? $"The merge {id} is undone already." : $"The merge {id} was refused ({merge.Refused}), so there is nothing to undo.");
        }

        if (!catalog.Databases.TryGetValue(merge.Database, out Database? database))
        {
            throw new SplitRefusedException($"The config has no database '{merge.Database}' any more. Bring its file back to split its profiles.");
        }

        var set = new WorkingSet();
        ProfileState? into = await transaction.LoadAsync(set, merge.Into, cancellationToken);
        if (into?.Parts.FirstOrDefault(part => part.Id == merge.From) is not { } part)
        {
            throw new SplitRefusedException($"The profile {ProfileState.FormatId(merge.Into)} no longer holds what was merged into it.");
        }

        foreach (DeviceState device in part.Contents.Devices)
        {
            set.Want(KeyOf(device, database));
        }

        await transaction.LoadAsync(set, cancellationToken);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Split(into, part, database, set, now);
        var split = new ProfileSplit(kept, now, by);
        await transaction.CommitAsync(new BatchChanges(set, [], [], [], [], null, null) { Splits = [split] }, cancellationToken);
        return kept with { SplitAt = now, SplitBy = by };
    }

    private static ProfileKey KeyOf(DeviceState device, Database database) => new(KeySpace.ForDevice(database.Name, device.Kind), device.Id);

    /// <summary>Whether somebody else has the device by now.</summary>
    private static bool IsLater(ProfileState other, DeviceState device) =>
        other.Devices.Find(one => one.Device == device.Device) is { SignIns: [.., var last] }
        && (device.SignIns is not [.., var own] || last > own);

    private static void Split(ProfileState into, ProfilePart part, Database database, WorkingSet set, long now)
    {
        HashSet<ProfileKey> had = ProfileKeys.Of(into, database);
        ProfileContents own = into.Read().Own!;
        ProfilePart[] others = [.. into.Parts.Where(one => one.Id != part.Id)];

        var from = new ProfileState(part.Id, database.Name, part.Contents) { IsNew = true, IsDirty = true, HasNews = true };
        foreach (DeviceState device in from.Devices)
        {
            if (own.Devices.Find(one => one.Device == device.Device) is { SignIns: { } signIns } signedIn)
            {
                device.TakeOver(signedIn);
                part.Contents.SplitAt = part.Contents.SplitAt < signIns[^1] ? signIns[^1] : part.Contents.SplitAt;
                own.Devices.Remove(signedIn);
            }

            device.IsAway = set[KeyOf(device, database)].Any(other => other != into && IsLater(other, device));
        }

        own.UpdatedAt = now;
        into.HasNews = true;
        into.Replace(others.Length == 0 ? own : ProfileFold.Of(own, others));
        from.UpdatedAt = now;
        set.Add(from);
        HashSet<ProfileKey> has = ProfileKeys.Of(into, database);
        foreach (ProfileKey lost in had.Except(has))
        {
            set.RemoveKey(lost, into);
        }

        foreach (ProfileKey gained in has.Except(had))
        {
            set.AddKey(gained, into);
        }

        foreach (ProfileKey key in ProfileKeys.Of(from, database))
        {
            set.AddKey(key, from);
        }
    }
}

/// <summary>A merge cannot be undone. The message says why.</summary>
public sealed class SplitRefusedException(string message, bool isUnknown = false) : Exception(message)
{
    /// <summary>There is no such merge.</summary>
    public bool IsUnknown { get; } = isUnknown;
}
