namespace Connector.Storage.Tests.Sqlite;

public sealed class SqliteProfileStoreTests() : ProfileStoreContract(new SqliteBacking());

public sealed class SqliteKeySpaceTests() : KeySpaceContract(new SqliteBacking());

public sealed class SqliteGoalStoreTests() : GoalStoreContract(new SqliteBacking());

public sealed class SqliteProgressStoreTests() : ProgressStoreContract(new SqliteBacking());

public sealed class SqliteSharedStoreTests() : SharedStoreContract(new SqliteBacking());

public sealed class SqliteExportPlacesTests() : ExportPlacesContract(new SqliteBacking());

public sealed class SqlitePageTests() : PageContract(new SqliteBacking());

public sealed class SqliteGoalSeriesTests() : GoalSeriesContract(new SqliteBacking());

public sealed class SqliteRunTests() : RunContract(new SqliteBacking());

public sealed class SqliteAccessTests() : AccessContract(new SqliteBacking());

public sealed class SqliteErasureTests() : ErasureContract(new SqliteBacking());

public sealed class SqliteTidyingTests() : TidyingContract(new SqliteBacking());

public sealed class SqliteSampleTests() : SampleContract(new SqliteBacking());

public sealed class SqliteMergeTests() : MergeContract(new SqliteBacking());

public sealed class SqliteOutboxTests() : OutboxContract(new SqliteBacking());

public sealed class SqliteDeliveryTests() : DeliveryContract(new SqliteBacking());
