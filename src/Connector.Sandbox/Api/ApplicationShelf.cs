using System.Collections.Concurrent;
using System.Collections.Frozen;
using Connector.Core.Records;
using Connector.Sandbox.Data;
using Connector.Sandbox.Exports;
using Connector.Sandbox.Generation;

namespace Connector.Sandbox.Api;

/// <summary>What the server keeps of each application.</summary>
internal sealed class ApplicationShelf
{
    private readonly ConcurrentDictionary<long, Place> _places = new();
    private readonly Func<SandboxApplication, Place> _open;

    /// <exception cref="TimeZoneNotFoundException">An application's zone is unknown.</exception>
    /// <exception cref="ArgumentException">A data file is for no resource.</exception>
    /// <exception cref="NotSupportedException">A data file is of no known kind.</exception>
    /// <exception cref="FileNotFoundException">A data file is not there.</exception>
    public ApplicationShelf(SandboxOptions options)
    {
        FrozenDictionary<LogResource, IRowSource> files = options.DataFiles.ToFrozenDictionary(
            file => LogResource.Find(file.Key) is { IsMessage: false } found ? found : throw new ArgumentException($"There is no resource '{file.Key}'.", nameof(options)),
            file => (IRowSource)new RowFile(file.Value));
        _open = application => new Place(
            TimeZoneInfo.FindSystemTimeZoneById(application.TimeZone),
            new ExportQueue(options.Preparation, options.Polls, options.Time),
            application.Source ?? (files.Count > 0 ? NoRows.Instance : new Shop(options.Shop with { ApplicationId = application.Id, Business = application.Business })),
            files);
        foreach (SandboxApplication application in options.Applications)
        {
            _places[application.Id] = _open(application);
        }
    }

    public Place this[SandboxApplication application] => _places.GetOrAdd(application.Id, static (_, asked) => asked.Open(asked.Application), (Open: _open, Application: application));

    private sealed class NoRows : IRowSource
    {
        public static readonly NoRows Instance = new();

        public IEnumerable<Row> Read(RowQuery query) => [];
    }

    internal sealed class Place(TimeZoneInfo zone, ExportQueue queue, IRowSource source, FrozenDictionary<LogResource, IRowSource> files)
    {
        public TimeZoneInfo Zone => zone;

        public ExportQueue Queue => queue;

        public IRowSource SourceOf(LogResource resource) => files.GetValueOrDefault(resource, source);
    }
}
