namespace Connector.Storage.Postgres;

/// <summary>What the batches of one process share.</summary>
internal sealed class PostgresParts(PostgresLink link, PostgresNode node, int lockShare)
{
    public PostgresLink Link { get; } = link;

    public PostgresNode Node { get; } = node;

    /// <summary>How many keys a batch may lock one by one: an eighth of what the server has room for, so that several batches fit.</summary>
    public int LockShare { get; } = lockShare;

    public PostgresSpaces Spaces { get; } = new();

    public PostgresNames Names { get; } = new(link);

    public GoalMonths Months { get; } = new(link);

    /// <summary>What was built for a config that the store, which is only read, was not prepared for.</summary>
    public BuiltKeys? Built { get; set; }
}
