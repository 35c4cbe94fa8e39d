namespace Connector.Storage.Tests.Sqlite;

public sealed class SqliteProfileStoreTests() : ProfileStoreContract(new SqliteBacking());

public sealed class SqliteKeySpaceTests() : KeySpaceContract(new SqliteBacking());

public sealed class SqliteGoalStoreTests() : GoalStoreContract(new SqliteBacking());

public sealed class SqliteProgressStoreTests() : ProgressStoreContract(new SqliteBacking());

public sealed class SqliteSharedStoreTests() : SharedStoreContract(new SqliteBacking());
