using Connector.Core.Profiles;
using Npgsql;

namespace Connector.Storage.Postgres;

/// <summary>Writes which profile went into which: its row goes, its goals change hands, and back.</summary>
internal static class PostgresMerging
{
    public static async Task WriteAsync(
        NpgsqlBatch batch, IReadOnlyList<ProfileMerge> merges, ProfileWriting profiles, PostgresNames names, CancellationToken cancellationToken)
    {
        if (merges.Count == 0)
        {
            return;
        }

        ProfileMerge[] done = [.. merges.Where(merge => merge.Refused is null)];
        if (done.Length > 0)
        {
            long[] from = [.. done.Select(merge => merge.From)];
            profiles.AddMergedTo(batch, from);
            batch.Add(
                """
                update goal g set profile = w.into_profile, part = w.from_profile
                from unnest($1::bigint[], $2::bigint[]) as w (from_profile, into_profile)
                where g.profile = w.from_profile
                """,
                from,
                done.Select(merge => merge.Into).ToArray());
        }

        int[] databases = await names.DatabasesAsync(merges.Select(merge => merge.Database), cancellationToken);

        batch.Add(
            """
            insert into profile_merge (database, from_profile, into_profile, device_kind, device, record, at, refused)
            select w.database, w.from_profile, w.into_profile, w.device_kind, w.device, w.record, w.at, w.refused
            from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::smallint[], $5::text[], $6::text[], $7::bigint[], $8::text[])
                with ordinality as w (database, from_profile, into_profile, device_kind, device, record, at, refused, n)
            order by w.n
            on conflict (from_profile, into_profile) where refused is not null do nothing
            """,
            databases,
            merges.Select(merge => merge.From).ToArray(),
            merges.Select(merge => merge.Into).ToArray(),
            merges.Select(merge => (short)merge.Device.Kind).ToArray(),
            merges.Select(merge => merge.Device.Id).ToArray(),
            merges.Select(merge => merge.Record).ToArray(),
            merges.Select(merge => merge.At).ToArray(),
            merges.Select(merge => merge.Refused).ToArray());
    }

    /// <returns>What tells how many were not undone yet; null: there are none.</returns>
    public static NpgsqlBatchCommand? Write(NpgsqlBatch batch, IReadOnlyList<ProfileSplit> splits)
    {
        if (splits.Count == 0)
        {
            return null;
        }

        NpgsqlBatchCommand undone = batch.Add(
            """
            update profile_merge m set split_at = w.at, split_by = w.by
            from unnest($1::bigint[], $2::bigint[], $3::text[]) as w (id, at, by)
            where m.id = w.id and m.split_at is null
            """,
            splits.Select(split => split.Merge.Id).ToArray(),
            splits.Select(split => split.At).ToArray(),
            splits.Select(split => split.By).ToArray());
        batch.Add("update goal set profile = part, part = null where part = any ($1)", splits.Select(split => split.Merge.Merge.From).ToArray());
        return undone;
    }
}
