using Connector.Benchmarks.Workloads;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage;

namespace Connector.Benchmarks.Growth;

/// <summary>Fills a store with profiles by its own batches, large ones.</summary>
internal static class Filling
{
    private const int Batch = 250_000;

    public static async Task<Measurement> RunAsync(string store, long profiles)
    {
        (ConnectorCatalog catalog, _) = SyncWork.Configure("every-row");
        return await Measurement.TakeAsync(async () =>
        {
            await using IStore opened = await SyncWork.StoreOf(store).OpenAsync(TimeProvider.System, CancellationToken.None);
            await opened.PrepareAsync(catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
            for (long first = 0; first < profiles; first += Batch)
            {
                await FillAsync(opened, catalog.Databases["visitors"], first, Math.Min(first + Batch, profiles));
            }

            return Measurement.Of(profiles);
        });
    }

    private static async Task FillAsync(IStore store, Database database, long first, long end)
    {
        await using IBatchTransaction transaction = await store.BeginAsync(CancellationToken.None);
        var set = new WorkingSet();
        var editor = new ProfileEditor(set);
        var stamp = new Stamp(1_600_000_000_000, 1_600_000_000_000);
        for (long i = first; i < end; i++)
        {
            var profile = new ProfileState(transaction.NewProfileId(), database.Name, stamp.EventTime) { IsNew = true, IsDirty = true };
            set.Add(profile);
            editor.Begin(profile, database, log: null);
            editor.Write(database.Find("_city")!, FieldWrite.Set, "Москва", stamp);
            editor.Write(database.Find("last_event")!, FieldWrite.Set, "app_opened", stamp);
            editor.AddDevice(new DeviceId(DeviceKind.AppMetrica, Device.Of(i).ToString()), stamp);
        }

        await transaction.CommitAsync(new BatchChanges(set, [], [], [], [], Cursor: null, Run: null), CancellationToken.None);
    }
}
