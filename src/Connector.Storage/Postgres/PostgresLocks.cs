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
    private readonly List<long> _sinceMark = [];
    private bool? _isAlone;

    /// <summary>Adds the statements that take what is not held yet; nothing may be read before they ran.</summary>
    /// <param name="mark">What is locked from here on can be given back by <see cref="GiveBack"/>, keys and rows.</param>
    /// <returns>How many of them give rows.</returns>
    public int AddTo(NpgsqlBatch batch, IEnumerable<long> wanted, bool mark = false)
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

        if (mark)
        {
            // Never released: rows that were locked behind it are written by the same transaction id.
            batch.Add("savepoint locks");
            _sinceMark.Clear();
        }

        _sinceMark.AddRange(missing);
        if (missing.Length > 0 && !_isAlone.Value)
        {
            Array.Sort(missing);
            batch.Add("select count(pg_advisory_xact_lock(k)) from unnest($1::bigint[]) as k", missing);
            statements++;
        }

        return statements;
    }

    /// <summary>Lets go what was locked since the mark, so that it can be locked again in ascending order together with more.</summary>
    public void GiveBack(NpgsqlBatch batch)
    {
        batch.Add("rollback to savepoint locks");
        _held.ExceptWith(_sinceMark);
        _sinceMark.Clear();
    }

    /// <summary>Of these, those that somebody else may have.</summary>
    public IEnumerable<long> NotHeld(IEnumerable<long> locks) => _isAlone == true ? [] : locks.Where(one => !_held.Contains(one));

    /// <summary>The same for every space of a database: an address that is a field and a subscription too is one lock.</summary>
    public static long Of(ProfileKey key) => Mix(Add(Add(Basis, key.Space.Database), key.Value));

    /// <summary>Of a message or a user: see <see cref="MessageQuestion"/>.</summary>
    public static long Of(UInt128 digest) => (long)(ulong)(digest ^ (digest >> 64));

    /// <summary>Of whoever sends to a destination, for as long as its session lasts.</summary>
    public static long OfSender(string destination) => Mix(Add(Add(Basis, "sender"), destination));

    /// <summary>Of whoever takes a turn at a source, for that moment.</summary>
    public static long OfSource(string application) => Mix(Add(Add(Basis, "source"), application));

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
