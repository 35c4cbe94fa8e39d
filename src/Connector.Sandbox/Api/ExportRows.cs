using Connector.Sandbox.Data;

namespace Connector.Sandbox.Api;

/// <summary>The rows of one export: the source's, filtered, in its part, up to its limit.</summary>
internal sealed class ExportRows(ApplicationShelf.Place place, ExportQuery query, long? receivedUntil)
{
    public IEnumerable<Row> Read()
    {
        // Columns to filter by stand behind the ones to write.
        IRowSource source = place.SourceOf(query.Resource);
        var wanted = new RowQuery(
            query.Resource,
            [.. query.Fields, .. query.Filters.Select(filter => filter.Column)],
            query.Window,
            place.Zone,
            receivedUntil);
        long number = 0;
        long taken = 0;
        foreach (Row row in source.Read(wanted))
        {
            if (!Passes(row) || number++ % query.Parts != query.Part)
            {
                continue;
            }

            if (taken++ == query.Limit)
            {
                yield break;
            }

            yield return row;
        }
    }

    private bool Passes(Row row)
    {
        for (int i = 0; i < query.Filters.Length; i++)
        {
            if (!query.Filters[i].Passes(row[query.Fields.Length + i]))
            {
                return false;
            }
        }

        return true;
    }
}
