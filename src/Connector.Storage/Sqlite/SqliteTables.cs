namespace Connector.Storage.Sqlite;

/// <summary>The tables that a batch works on, with their statements prepared once for the life of the session.</summary>
internal sealed class SqliteTables
{
    private readonly DatabaseNames _databases;
    private readonly GoalKinds _goalKinds;

    public SqliteTables(SqliteSession session)
    {
        _databases = new DatabaseNames(session);
        _goalKinds = new GoalKinds(session);
        ProfileIds = new Counter(session, "profile");
        Profiles = new ProfileTable(session, _databases);
        Spaces = new KeySpaces(session);
        Keys = new KeyTable(session);
        Goals = new GoalTable(session, _databases, _goalKinds);
        Rejects = new RejectTable(session);
        Progress = new ProgressTable(session);
        Messages = new MessageTable(session);
        Merges = new MergeTable(session, _databases);
        Deliveries = new DeliveryTable(session);
    }

    /// <summary>The next id of a profile.</summary>
    public Counter ProfileIds { get; }

    public ProfileTable Profiles { get; }

    public KeySpaces Spaces { get; }

    public KeyTable Keys { get; }

    public GoalTable Goals { get; }

    public RejectTable Rejects { get; }

    public ProgressTable Progress { get; }

    public MessageTable Messages { get; }

    public MergeTable Merges { get; }

    public DeliveryTable Deliveries { get; }

    /// <summary>After a rollback: what is held in memory may have been taken back.</summary>
    public void Forget()
    {
        _databases.Forget();
        _goalKinds.Forget();
        Spaces.Forget();
        Deliveries.Forget();
    }
}
