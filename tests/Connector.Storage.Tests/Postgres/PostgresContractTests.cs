namespace Connector.Storage.Tests.Postgres;

public sealed class PostgresProfileStoreTests() : ProfileStoreContract(new PostgresBacking());

public sealed class PostgresKeySpaceTests() : KeySpaceContract(new PostgresBacking());

public sealed class PostgresGoalStoreTests() : GoalStoreContract(new PostgresBacking());

public sealed class PostgresProgressStoreTests() : ProgressStoreContract(new PostgresBacking());

public sealed class PostgresSharedStoreTests() : SharedStoreContract(new PostgresBacking());

public sealed class PostgresPageTests() : PageContract(new PostgresBacking());

public sealed class PostgresGoalSeriesTests() : GoalSeriesContract(new PostgresBacking());

public sealed class PostgresRunTests() : RunContract(new PostgresBacking());

public sealed class PostgresAccessTests() : AccessContract(new PostgresBacking());

public sealed class PostgresErasureTests() : ErasureContract(new PostgresBacking());

public sealed class PostgresTidyingTests() : TidyingContract(new PostgresBacking());

public sealed class PostgresSampleTests() : SampleContract(new PostgresBacking());

public sealed class PostgresMergeTests() : MergeContract(new PostgresBacking());

public sealed class PostgresOutboxTests() : OutboxContract(new PostgresBacking());

public sealed class PostgresDeliveryTests() : DeliveryContract(new PostgresBacking());

public sealed class PostgresExportPlacesTests() : ExportPlacesContract(new PostgresBacking())
{
    [Fact]
    public async Task A_process_that_is_gone_gives_its_place_back_without_any_service()
    {
        OpenStore other = await Backing.OpenAsync();
        await other.ExportPlaces.TakeAsync("shop", 1, default);
        ValueTask<IAsyncDisposable> waiting = Store.ExportPlaces.TakeAsync("shop", 1, default);
        await other.DisposeAsync();

        await (await waiting).DisposeAsync();
    }
}
