using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Which times the messages of a batch's profiles have: no two of one profile to one destination have the same, or times next to each other.</summary>
/// <remarks>Read in stretches: whoever asks for a time asks for the next one if it is taken.</remarks>
internal sealed class TakenTimes(NpgsqlConnection connection)
{
    /// <summary>In milliseconds.</summary>
    private const long Stretch = 1000;

    private const string Times = """
        select w.profile, w.at, d.destination, d.at
        from unnest($1::bigint[], $2::bigint[]) as w (profile, at)
        left join delivery d on d.profile = w.profile and d.at >= w.at and d.at < w.at + 1000
        """;

    private readonly HashSet<(int Destination, long Profile, long At)> _taken = [];
    private readonly Dictionary<long, HashSet<long>> _read = [];

    public static void AddTo(NpgsqlBatch batch, IEnumerable<(long Profile, long At)> asked)
    {
        (long Profile, long At)[] starts = [.. asked.Select(one => (one.Profile, StartOf(one.At))).Distinct()];
        batch.Add(Times, starts.Select(one => one.Profile).ToArray(), starts.Select(one => one.At).ToArray());
    }

    public async Task ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken))
        {
            Note(rows);
        }
    }

    /// <param name="mayBeStored">False: nothing but what the batch has made has to be looked at.</param>
    public bool IsTaken(int destination, long profile, long at, bool mayBeStored) =>
        Has(destination, profile, at, mayBeStored) || Has(destination, profile, at - 1, mayBeStored) || Has(destination, profile, at + 1, mayBeStored);

    public void Take(int destination, long profile, long at) => _taken.Add((destination, profile, at));

    private bool Has(int destination, long profile, long at, bool mayBeStored)
    {
        if (mayBeStored && _read.GetValueOrDefault(profile)?.Contains(StartOf(at)) != true)
        {
            using NpgsqlCommand command = connection.Command(Times, new[] { profile }, new[] { StartOf(at) });
            using NpgsqlDataReader rows = command.ExecuteReader();
            while (rows.Read())
            {
                Note(rows);
            }
        }

        return _taken.Contains((destination, profile, at));
    }

    private static long StartOf(long at) => at - (((at % Stretch) + Stretch) % Stretch);

    private void Note(NpgsqlDataReader row)
    {
        long profile = row.GetInt64(0);
        if (!_read.TryGetValue(profile, out HashSet<long>? starts))
        {
            _read.Add(profile, starts = []);
        }

        starts.Add(row.GetInt64(1));
        if (!row.IsDBNull(2))
        {
            _taken.Add((row.GetInt32(2), profile, row.GetInt64(3)));
        }
    }
}
