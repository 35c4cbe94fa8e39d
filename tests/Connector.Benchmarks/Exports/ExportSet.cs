using System.Collections.Immutable;
using Connector.Core.Records;
using Connector.Sandbox.Generation;
using ExportFormat = Connector.Core.Catalog.ExportFormat;

namespace Connector.Benchmarks.Exports;

/// <summary>Generated exports of the sandbox's shop in a temporary folder, gone when disposed of.</summary>
internal sealed class ExportSet : IDisposable
{
    // Each customer of a shop sends some tens of events in a fortnight.
    private const int EventsOfEach = 16;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-benchmark");

    public string Folder => _folder.FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes <c>NAME.json</c> or <c>NAME.csv</c>, compressed in spite of its name, as an export comes over the wire.</summary>
    public async Task WriteAsync(string name, long records, ExportFormat format)
    {
        var shop = new ShopOptions { Events = records, Users = (int)Math.Max(1, records / EventsOfEach) };
        // The client expects the first column to be one it asked for, as it is at the server.
        ImmutableArray<string> columns = ["event_name", .. LogResource.Events.Columns.Where(column => column != "event_name")];
        await using FileStream file = File.Create(PathOf(NameOf(name, format)));
        await ShopExport.WriteAsync(shop, LogResource.Events, format, gzip: true, records, file, CancellationToken.None, columns);
    }

    /// <summary>Removes a store and what SQLite keeps beside it.</summary>
    public void Remove(string store)
    {
        foreach (string file in Directory.GetFiles(Folder, Path.GetFileName(store) + "*"))
        {
            File.Delete(file);
        }
    }

    public static string NameOf(string name, ExportFormat format) => $"{name}.{(format == ExportFormat.Csv ? "csv" : "json")}";

    public void Dispose() => _folder.Delete(recursive: true);
}
