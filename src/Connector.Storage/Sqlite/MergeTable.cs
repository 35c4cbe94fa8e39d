using Connector.Core.Profiles;

namespace Connector.Storage.Sqlite;

/// <summary>Which profile went into which.</summary>
internal sealed class MergeTable(SqliteSession session, DatabaseNames databases)
{
    private readonly SqliteStatement _find = session.Keep($"{MergeRows.Select} where m.id = ?1");

    private readonly SqliteStatement _hasAny = session.Keep("select 1 from profile_merge limit 1");

    private readonly SqliteStatement _add = session.Keep("""
        insert into profile_merge (database, from_profile, into_profile, device_kind, device, record, at, refused)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        on conflict (from_profile, into_profile) where refused is not null do nothing
        """);

    private readonly SqliteStatement _removeProfile = session.Keep("delete from profile where id = ?1");

    private readonly SqliteStatement _moveGoals = session.Keep("update goal set profile = ?2, part = ?1 where profile = ?1");

    private readonly SqliteStatement _split = session.Keep("update profile_merge set split_at = ?2, split_by = ?3 where id = ?1");

    private readonly SqliteStatement _returnGoals = session.Keep("update goal set profile = ?1, part = null where part = ?1");

    public KeptMerge? Find(long id)
    {
        try
        {
            return _find.Bind(1, id).Step() ? MergeRows.Read(_find) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    public bool HasAny()
    {
        bool any = _hasAny.Step();
        _hasAny.Reset();
        return any;
    }

    public void Write(IReadOnlyList<ProfileMerge> merges)
    {
        foreach (ProfileMerge merge in merges)
        {
            if (merge.Refused is null)
            {
                _removeProfile.Bind(1, merge.From).Execute();
                _moveGoals.Bind(1, merge.From).Bind(2, merge.Into).Execute();
            }

            _add.Bind(1, databases.FindOrAdd(merge.Database))
                .Bind(2, merge.From)
                .Bind(3, merge.Into)
                .Bind(4, (long)merge.Device.Kind)
                .Bind(5, merge.Device.Id)
                .Bind(6, merge.Record)
                .Bind(7, merge.At)
                .Bind(8, merge.Refused)
                .Execute();
        }
    }

    public void Write(IReadOnlyList<ProfileSplit> splits)
    {
        foreach (ProfileSplit split in splits)
        {
            _split.Bind(1, split.Merge.Id).Bind(2, split.At).Bind(3, split.By).Execute();
            _returnGoals.Bind(1, split.Merge.Merge.From).Execute();
        }
    }
}
