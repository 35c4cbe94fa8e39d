using System.Collections.Immutable;
using System.IO.Compression;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Sandbox.Bodies;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Generation;

/// <summary>Writes generated rows as a downloaded export, without a server.</summary>
public static class ShopExport
{
    /// <param name="count">The most rows to write; null: all of them.</param>
    /// <param name="fields">Default: every documented column.</param>
    /// <param name="zone">Of the local times; default: Moscow.</param>
    /// <returns>Rows written.</returns>
    public static async Task<long> WriteAsync(
        ShopOptions shop,
        LogResource resource,
        ExportFormat format,
        bool gzip,
        long? count,
        Stream stream,
        CancellationToken cancellationToken,
        ImmutableArray<string>? fields = null,
        TimeZoneInfo? zone = null)
    {
        ImmutableArray<string> columns = fields ?? resource.Columns;
        zone ??= TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
        IEnumerable<Row> rows = Take(new Shop(shop).Read(new RowQuery(resource, columns, Window: null, zone)), count);
        var writer = new BodyWriter(RowFormat.Of(format, columns), BodyFlaws.None, TimeProvider.System);
        if (!gzip)
        {
            return await writer.WriteAsync(rows, stream, cancellationToken);
        }

        await using var packed = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        return await writer.WriteAsync(rows, packed, cancellationToken);
    }

    private static IEnumerable<Row> Take(IEnumerable<Row> rows, long? count)
    {
        long taken = 0;
        foreach (Row row in rows)
        {
            if (taken++ == count)
            {
                yield break;
            }

            yield return row;
        }
    }
}
