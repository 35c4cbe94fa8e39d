using Connector.Core.Delivery;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Makes the messages of a batch, in its transaction: what is known of its profiles is read at once, and what is new is written at once.</summary>
/// <remarks>The batch has locked the rows of these profiles, so nobody else tells of them meanwhile, and a profile's messages lie in the order of its changes.</remarks>
/// <param name="news">Goals that became a profile's in the batch.</param>
internal sealed class PostgresOutbox(NpgsqlConnection connection, BatchChanges changes, IReadOnlyList<GoalNews> news) : IOutboxRows
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly ToldProfiles _told = new();
    private readonly TakenTimes _times = new(connection);
    private readonly List<(OutboundMessage Message, long QueuedAt)> _messages = [];
    private readonly List<(long Id, long Profile, long At)> _moved = [];
    private readonly ILookup<long, GoalNews> _news = news.Where(one => one.Goal.Profile is not null).ToLookup(one => one.Goal.Profile!.Value);
    private readonly HashSet<long> _gone = [];

    /// <summary>Goals of these came in this batch and no sooner.</summary>
    private readonly HashSet<long> _new = [.. changes.Set.Profiles.Where(profile => profile.IsNew).Select(profile => profile.Id)];

    /// <summary>Messages of a merged profile that were not delivered go back to it when it is split off. Before anything is read.</summary>
    public async Task ReturnAsync(IReadOnlyList<ProfileSplit> splits, CancellationToken cancellationToken)
    {
        foreach (ProfileMerge merge in splits.Select(split => split.Merge.Merge))
        {
            await connection.ExecuteAsync(
                """
                update delivery set profile = $1
                where profile = $2 and case when state <> 2 then body::jsonb #>> '{person,id}' end = $3
                """,
                [merge.From, merge.Into, ProfileState.FormatId(merge.From)],
                cancellationToken);
        }
    }

    /// <summary>What is still to be said of a profile says nothing any more of the one that was split off. After everything is written.</summary>
    public async Task RenewAsync(IReadOnlyList<ProfileSplit> splits, Outbox outbox, CancellationToken cancellationToken)
    {
        foreach (long into in splits.Select(split => split.Merge.Merge.Into))
        {
            if (Load(into) is { } profile && outbox.Renew(profile) is { } body)
            {
                await connection.ExecuteAsync(
                    "update delivery set body = $2 where profile = $1 and kind = 0 and state <> 2", [into, body], cancellationToken);
            }
        }
    }

    /// <summary>Reads what is asked of every profile that the batch may tell of.</summary>
    public async Task ReadAsync(long now, CancellationToken cancellationToken)
    {
        IEnumerable<long> merged = changes.Merges.Where(merge => merge.Refused is null).SelectMany(merge => new[] { merge.From, merge.Into });
        IEnumerable<long> split = changes.Splits.SelectMany(split => new[] { split.Merge.Merge.From, split.Merge.Merge.Into });
        long[] changed = [.. changes.Set.Profiles.Where(profile => profile is { HasNews: true, MergedInto: null }).Select(profile => profile.Id)];
        _new.ExceptWith([.. merged, .. split]);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("select id, name from destination");
        ToldProfiles.AddTo(batch, [.. changed.Concat(_news.Select(group => group.Key)).Concat(merged).Concat(split).Distinct().Where(id => !_new.Contains(id))]);
        TakenTimes.AddTo(batch, [.. changed.Select(id => (id, now)), .. _news.SelectMany(group => group.Select(one => (group.Key, one.Goal.At)))]);
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            _ids.Add(rows.Text(1), rows.GetInt32(0));
        }

        await rows.NextResultAsync(cancellationToken);
        await _told.ReadAsync(rows, cancellationToken);
        await rows.NextResultAsync(cancellationToken);
        await _times.ReadAsync(rows, cancellationToken);
    }

    /// <summary>
    /// Messages follow their profiles into others, whatever the destination, and what was said under a merged profile's name stays said
    /// when it is split off.
    /// </summary>
    /// <returns>For every merge, each destination that was told of one of the two.</returns>
    public async Task<IReadOnlyList<MergedTelling>> FollowAsync(IReadOnlyList<ProfileMerge> merges, IReadOnlyList<ProfileSplit> splits, CancellationToken cancellationToken)
    {
        var merged = new List<MergedTelling>();
        ProfileMerge[] done = [.. merges.Where(merge => merge.Refused is null)];
        ILookup<long, MovingMessage> moving = await MovingMessage.OfAsync(connection, done, cancellationToken);
        foreach (ProfileMerge merge in done)
        {
            foreach ((string name, int destination) in _ids.OrderBy(one => one.Value))
            {
                (bool from, bool into) = (_told.Has(destination, merge.From), _told.Has(destination, merge.Into));
                if (from || into)
                {
                    merged.Add(new MergedTelling(name, merge.From, merge.Into, from, into));
                    _told.Move(destination, merge.From, merge.Into);
                }
            }

            _gone.Add(merge.From);
            foreach (MovingMessage message in moving[merge.From])
            {
                // Those that were not sent yet keep apart from the others in time.
                long at = message.At;
                while (message.IsFresh && IsTaken(message.Destination, merge.Into, at))
                {
                    at++;
                }

                _times.Take(message.Destination, merge.Into, at);
                _moved.Add((message.Id, merge.Into, at));
            }
        }

        foreach (ProfileMerge one in splits.Select(split => split.Merge.Merge))
        {
            foreach (int destination in _ids.Values.Where(destination => _told.Has(destination, one.Into)))
            {
                _told.Introduce(destination, one.From);
            }
        }

        return merged;
    }

    public bool Introduce(string destination, long profile) => _told.Introduce(_ids[destination], profile);

    public IReadOnlyList<Goal> GoalsOf(string destination, long profile)
    {
        int id = _ids[destination];
        if (_new.Contains(profile))
        {
            return [.. _news[profile].Where(one => one.NewestDestination >= id).Select(one => one.Goal)];
        }

        using NpgsqlCommand command = connection.Command(
            $"""
            select {PostgresGoalRows.Columns}
            from goal g join goal_kind k on k.id = g.kind
            where g.profile = $1 and g.newest_destination >= $2
            """,
            profile,
            id);
        using NpgsqlDataReader rows = command.ExecuteReader();
        var goals = new List<Goal>();
        while (rows.Read())
        {
            goals.Add(PostgresGoalRows.Read(rows));
        }

        return goals;
    }

    public ProfileState? Load(long profile)
    {
        using NpgsqlCommand command = connection.Command($"{PostgresQueries.Profile} where p.id = $1 for no key update of p", profile);
        using NpgsqlDataReader rows = command.ExecuteReader();
        return rows.Read() ? PostgresQueries.ProfileReader()(rows) : null;
    }

    public bool IsTaken(string destination, long profile, long at) => IsTaken(_ids[destination], profile, at);

    public void Add(OutboundMessage message, long now)
    {
        _times.Take(_ids[message.Destination], message.Profile, message.At);
        _messages.Add((message, now));
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        _told.Write(batch, _gone);
        if (_moved.Count > 0)
        {
            batch.Add(
                "update delivery d set profile = w.profile, at = w.at from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as w (id, profile, at) where d.id = w.id",
                _moved.Select(one => one.Id).ToArray(),
                _moved.Select(one => one.Profile).ToArray(),
                _moved.Select(one => one.At).ToArray());
        }

        if (_messages.Count > 0)
        {
            batch.Add(
                """
                insert into delivery (destination, profile, kind, message, at, queued_at, next_at, body)
                select w.destination, w.profile, w.kind, w.message, w.at, w.queued_at, w.queued_at, w.body
                from unnest($1::integer[], $2::bigint[], $3::smallint[], $4::uuid[], $5::bigint[], $6::bigint[], $7::text[])
                    with ordinality as w (destination, profile, kind, message, at, queued_at, body, n)
                order by w.n
                """,
                _messages.Select(one => _ids[one.Message.Destination]).ToArray(),
                _messages.Select(one => one.Message.Profile).ToArray(),
                _messages.Select(one => (short)one.Message.Kind).ToArray(),
                _messages.Select(one => one.Message.MessageId).ToArray(),
                _messages.Select(one => one.Message.At).ToArray(),
                _messages.Select(one => one.QueuedAt).ToArray(),
                _messages.Select(one => one.Message.Body).ToArray());
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <remarks>Of whom a destination was never told it has no message in the store.</remarks>
    private bool IsTaken(int destination, long profile, long at) => _times.IsTaken(destination, profile, at, mayBeStored: _told.WasStored(destination, profile));
}
