using Connector.Core.Delivery;

namespace Connector.Storage.Postgres;

/// <summary>What the batches of one process share.</summary>
internal sealed class PostgresParts(PostgresLink link, PostgresNode node, int lockShare, TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    public PostgresLink Link { get; } = link;

    public PostgresNode Node { get; } = node;

    /// <summary>How many keys a batch may lock one by one: an eighth of what the server has room for, so that several batches fit.</summary>
    public int LockShare { get; } = lockShare;

    public PostgresSpaces Spaces { get; } = new();

    public PostgresNames Names { get; } = new(link);

    public GoalMonths Months { get; } = new(link);

    /// <summary>Every key of a profile; null: the store was not prepared yet.</summary>
    public EveryKey? Keys { get; set; }

    /// <summary>Who is told of what; null: nobody, and nothing is read or written for it.</summary>
    public Outbox? Outbox { get; set; }

    /// <summary>What was built for a config that the store, which is only read, was not prepared for.</summary>
    public BuiltKeys? Built { get; set; }
}
