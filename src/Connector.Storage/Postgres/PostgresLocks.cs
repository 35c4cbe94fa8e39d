using Connector.Core.Ingest;
using Connector.Core.Profiles;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>The locks of one batch: of every key that it reads or changes, or of the whole store where they would be too many.</summary>
/// <remarks>
/// Locks of keys are advisory ones of 64 bits, taken in ascending order. The server has room for a number of locks in all; a batch that wants
/// more than its share goes alone, behind the gate that every other passes together. Decision 0010 says why.
/// </remarks>
internal sealed class PostgresLocks(int share, bool isAlone)
{
    /// <summary>The first half of the two-part locks, which no lock of a key meets.</summary>
    public const int Class = 0x636f6e6e;

    public const int Gate = 1;
    public const int Migration = 2;
    public const int Parts = 3;

    /// <summary>The class of the locks by which nodes show that they live; the second half is the node's id.</summary>
    public const int Nodes = Class + 1;

    /// <summary>
    /// Statements over arrays look rows up by index, however large array and table are. Left to itself the server reads all of a table
    /// that is not yet large, which for a batch of 4,096 keys took fourteen times as long.
    /// </summary>
    public const string Plans = "set local plan_cache_mode = force_generic_plan";

    private readonly HashSet<long> _held = [];
    private bool? _isAlone;

    /// <summary>Adds the statements that take what is not held yet; nothing may be read before they ran.</summary>
    /// <returns>How many of them give rows.</returns>
    public int AddTo(NpgsqlBatch batch, IEnumerable<long> wanted)
    {
        long[] missing = [.. wanted.Where(_held.Add)];
        int statements = 0;
        if (_isAlone is null)
        {
            batch.Add(Plans);
            _isAlone = isAlone || missing.Length > share;
            batch.Add($"select pg_advisory_xact_lock{(_isAlone.Value ? "" : "_shared")}({Class}, {Gate})");
            statements++;
        }

        if (missing.Length > 0 && !_isAlone.Value)
        {
            Array.Sort(missing);
            batch.Add("select count(pg_advisory_xact_lock(k)) from unnest($1::bigint[]) as k", missing);
            statements++;
        }

        return statements;
    }

    /// <summary>The same for every space of a database: an address that is a field and a subscription too is one lock.</summary>
    public static long Of(ProfileKey key) => Mix(Add(Add(Basis, key.Space.Database), key.Value));

    /// <summary>Of a message or a user: see <see cref="MessageQuestion"/>.</summary>
    public static long Of(UInt128 digest) => (long)(ulong)(digest ^ (digest >> 64));

    private const ulong Basis = 14695981039346656037;

    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return (hash ^ '\uFFFF') * 1099511628211;
    }

    private static long Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93;
        return (long)(hash ^ (hash >> 32));
    }
}
