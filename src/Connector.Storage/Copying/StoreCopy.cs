using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Connector.Core.Sync;
using Connector.Core.Telemetry;
using Connector.Storage.Copying;
using Connector.Storage.Postgres;
using Connector.Storage.Sqlite;

namespace Connector.Storage;

/// <summary>Copies all of a store into another, of the same kind of database or not, and compares them afterwards. Broken off, it goes on when it is started again.</summary>
/// <remarks>Nobody may write either store meanwhile: what is written to the source after the copy began is not copied.</remarks>
public static class StoreCopy
{
    private const int RowsAtOnce = 2000;

    /// <param name="onTable">Told of each table once it is copied, with the number of its rows.</param>
    /// <returns>How many rows each table has.</returns>
    /// <exception cref="StoreException">A store cannot be reached, the target holds something else, or the two differ in the end.</exception>
    public static async Task<IReadOnlyList<CopiedTable>> RunAsync(
        StoreUrl from, StoreUrl to, TimeProvider time, Action<CopiedTable> onTable, CancellationToken cancellationToken)
    {
        await using ICopyEnd source = await OpenSourceAsync(from, time, cancellationToken);
        await using ICopyEnd target = await OpenTargetAsync(to, time, cancellationToken);
        await BeginAsync(target, to, cancellationToken);
        foreach (CopyTable table in CopyTable.All)
        {
            await CopyAsync(table, source, target, cancellationToken);
        }

        var copied = new List<CopiedTable>();
        foreach (CopyTable table in CopyTable.All)
        {
            (long Rows, UInt128 Digest) there = await DigestAsync(table, source, cancellationToken);
            if (await DigestAsync(table, target, cancellationToken) != there)
            {
                throw new StoreException(
                    $"The copy in {to} is not what {from} is: they differ in the table {table.Name}. Was one of them written meanwhile? Stop whatever uses them, and copy into an empty store.");
            }

            copied.Add(new CopiedTable(table.Name, there.Rows));
            onTable(copied[^1]);
        }

        DurableSteps.Passed(DurableSteps.CopyCompared);
        await target.FinishAsync(await source.NextProfileAsync(cancellationToken), cancellationToken);
        DurableSteps.Passed(DurableSteps.CopyEnded);
        return copied;
    }

    private static async Task BeginAsync(ICopyEnd target, StoreUrl to, CancellationToken cancellationToken)
    {
        if (await target.IsBegunAsync(cancellationToken))
        {
            return;
        }

        foreach (CopyTable table in CopyTable.All.Where(table => table.Position is not null))
        {
            if (await target.LastAsync(table, cancellationToken) is not null)
            {
                throw new StoreException($"The store {to} holds something already. A copy goes into an empty store; name another with --to.");
            }
        }

        await target.MarkBegunAsync(cancellationToken);
        DurableSteps.Passed(DurableSteps.CopyBegun);
    }

    private static async Task CopyAsync(CopyTable table, ICopyEnd source, ICopyEnd target, CancellationToken cancellationToken)
    {
        object? last = table.Position is null ? null : await target.LastAsync(table, cancellationToken);
        var rows = new List<object?[]>(RowsAtOnce);
        await foreach (object?[] row in source.ReadAsync(table, last, cancellationToken))
        {
            rows.Add(row);
            if (rows.Count == RowsAtOnce)
            {
                await target.WriteAsync(table, rows, cancellationToken);
                DurableSteps.Passed(DurableSteps.CopyPartCommitted);
                rows.Clear();
            }
        }

        if (rows.Count > 0)
        {
            await target.WriteAsync(table, rows, cancellationToken);
            DurableSteps.Passed(DurableSteps.CopyPartCommitted);
        }
    }

    /// <summary>The number of rows, and the sum of their digests, which no order changes.</summary>
    private static async Task<(long Rows, UInt128 Digest)> DigestAsync(CopyTable table, ICopyEnd end, CancellationToken cancellationToken)
    {
        long count = 0;
        UInt128 sum = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        await foreach (object?[] row in end.ReadAsync(table with { Position = null }, null, cancellationToken))
        {
            foreach (object? value in row)
            {
                byte[] bytes = BytesOf(value);
                hash.AppendData([value is null ? (byte)0 : (byte)1, .. BitConverter.GetBytes(bytes.Length)]);
                hash.AppendData(bytes);
            }

            hash.GetHashAndReset(digest);
            sum += BinaryPrimitives.ReadUInt128LittleEndian(digest);
            count++;
        }

        return (count, sum);
    }

    private static byte[] BytesOf(object? value) => value switch
    {
        null => [],
        string text => Encoding.UTF8.GetBytes(text),
        byte[] bytes => bytes,
        UInt128 key => PostgresRows.Uuid(key).ToByteArray(),
        _ => BitConverter.GetBytes((long)value),
    };

    private static async ValueTask<ICopyEnd> OpenSourceAsync(StoreUrl url, TimeProvider time, CancellationToken cancellationToken)
    {
        // Opened and closed for what opening for reading checks: that it is a store of this release.
        await (await url.OpenReadOnlyAsync(time, cancellationToken)).DisposeAsync();
        switch (url)
        {
            case SqliteUrl file when File.Exists(file.Path):
                return SqliteCopyEnd.OpenSource(SqliteFile.OpenReader(Path.GetFullPath(file.Path)));
            case PostgresUrl database:
                var link = PostgresLink.To(database, isReadOnly: true);
                return await PostgresMigrations.VersionAsync(link, cancellationToken) > 0
                    ? await PostgresCopyEnd.OpenAsync(link, isSource: true, cancellationToken)
                    : throw new StoreException($"There is no store in {url} yet: it has no tables.");
            default:
                throw new StoreException($"There is no store {url}. Name another with --from.");
        }
    }

    private static async ValueTask<ICopyEnd> OpenTargetAsync(StoreUrl url, TimeProvider time, CancellationToken cancellationToken)
    {
        // Opening for writing makes the tables where there are none.
        await (await url.OpenAsync(time, cancellationToken)).DisposeAsync();
        return url switch
        {
            SqliteUrl file => new SqliteCopyEnd(await SqliteFile.OpenWriterAsync(
                Path.GetFullPath(file.Path), new WriteQueue(Path.GetFullPath(file.Path)), time, cancellationToken)),
            PostgresUrl database => await PostgresCopyEnd.OpenAsync(PostgresLink.To(database, isReadOnly: false), isSource: false, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(url)),
        };
    }
}

/// <summary>A table that was copied, and that is the same on both sides.</summary>
public sealed record CopiedTable(string Name, long Rows);
