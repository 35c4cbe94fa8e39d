using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Ids for the profiles of one batch. They are asked for when the batch holds its locks, so that of two who waited for each other the later has the greater ones.</summary>
internal sealed class ProfileIds(NpgsqlConnection connection, bool isReadOnly)
{
    /// <summary>As the sequence counts.</summary>
    private const long AtOnce = 64;

    private const int MostBlocks = 64;

    private readonly Queue<long> _blocks = [];
    private int _wanted = 1;
    private long _next;
    private long _end;

    public long Next()
    {
        if (_next == _end)
        {
            _next = TakeBlock();
            _end = _next + AtOnce;
        }

        return _next++;
    }

    /// <remarks>A store that is only read hands out what nobody has: they go no further than a preview.</remarks>
    private long TakeBlock()
    {
        if (isReadOnly)
        {
            return _end > 0 ? _end : Ask("select last_value + 64 from profile_id").Dequeue();
        }

        if (_blocks.Count == 0)
        {
            foreach (long block in Ask($"select nextval('profile_id') from generate_series(1, {_wanted})"))
            {
                _blocks.Enqueue(block);
            }

            // A batch that creates many asks seldom, and one that creates few wastes few.
            _wanted = Math.Min(_wanted * 4, MostBlocks);
        }

        return _blocks.Dequeue();
    }

    private Queue<long> Ask(string sql)
    {
        using NpgsqlCommand command = connection.Command(sql);
        using NpgsqlDataReader rows = command.ExecuteReader();
        var blocks = new Queue<long>();
        while (rows.Read())
        {
            blocks.Enqueue(rows.GetInt64(0));
        }

        return blocks;
    }
}
