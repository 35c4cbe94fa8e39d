using System.Collections.Frozen;
using Connector.Core.Records;
using Connector.Sandbox.Data;
using Connector.Sandbox.Exports;
using Connector.Sandbox.Generation;

namespace Connector.Sandbox.Api;

/// <summary>What the server keeps of each application.</summary>
internal sealed class ApplicationShelf
{
    private readonly FrozenDictionary<long, Place> _places;

    /// <exception cref="TimeZoneNotFoundException">An application's zone is unknown.</exception>
    /// <exception cref="ArgumentException">A data file is for no resource, or of no known kind.</exception>
    public ApplicationShelf(SandboxOptions options)
    {
        FrozenDictionary<LogResource, IRowSource> files = options.DataFiles.ToFrozenDictionary(
            file => LogResource.Find(file.Key) ?? throw new ArgumentException($"There is no resource '{file.Key}'.", nameof(options)),
            file => (IRowSource)new RowFile(file.Value));
        _places = options.Applications.ToFrozenDictionary(application => application.Id, application => new Place(
            TimeZoneInfo.FindSystemTimeZoneById(application.TimeZone),
            new ExportQueue(options.Preparation, options.Polls, options.Time),
            application.Source ?? new Shop(options.Shop with { ApplicationId = application.Id, Business = application.Business }),
            files));
    }

    public Place this[SandboxApplication application] => _places[application.Id];

    internal sealed class Place(TimeZoneInfo zone, ExportQueue queue, IRowSource source, FrozenDictionary<LogResource, IRowSource> files)
    {
        public TimeZoneInfo Zone => zone;

        public ExportQueue Queue => queue;

        public IRowSource SourceOf(LogResource resource) => files.GetValueOrDefault(resource, source);
    }
}
