using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Connector.Core.Records;
using Connector.Sandbox.Data;
using Connector.Sandbox.Generation;

namespace Connector.Tests.Sandbox;

/// <summary>Rows of a generated shop as a test looks at them.</summary>
internal static class ShopRows
{
    public static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");
    public static readonly ShopOptions Options = new() { Seed = 11, Users = 500, Events = 12_000 };

    public static List<Dictionary<string, string>> RecordsOf(LogResource resource, ShopOptions? options = null)
    {
        var records = new List<Dictionary<string, string>>();
        foreach (Row row in new Shop(options ?? Options).Read(new RowQuery(resource, resource.Columns, null, Moscow)))
        {
            var record = new Dictionary<string, string>();
            for (int slot = 0; slot < row.Width; slot++)
            {
                record[resource.Columns[slot]] = Encoding.UTF8.GetString(row[slot]);
            }

            records.Add(record);
        }

        return records;
    }

    public static List<string> Lines(ShopOptions options, LogResource resource, ImmutableArray<string>? columns = null, RowWindow? window = null)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (Row row in new Shop(options).Read(new RowQuery(resource, columns ?? resource.Columns, window, Moscow)))
        {
            line.Clear();
            for (int slot = 0; slot < row.Width; slot++)
            {
                line.Append(Encoding.UTF8.GetString(row[slot])).Append('\t');
            }

            lines.Add(line.ToString());
        }

        return lines;
    }

    public static bool IsJson(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
