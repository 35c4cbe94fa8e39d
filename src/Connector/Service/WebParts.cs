using Connector.Commands;
using Connector.Core.Access;
using Connector.Core.Sync;
using Connector.Ingest;
using Connector.Schedule;
using Connector.Service.Config;
using Connector.Storage;

namespace Connector.Service;

/// <summary>What the web side of the service stands on; whoever makes it also ends it.</summary>
internal sealed record WebParts(Settings Settings, Func<string, string?> Environment, IStore Store, SyncControl Control, ILoggerFactory Log, TimeProvider Time)
{
    public ITokenStore Tokens => Store.Tokens;

    /// <summary>Where messages are taken; null: nowhere.</summary>
    public Entry? Entry { get; init; }

    /// <summary>Until when nothing is sent to a destination; null: sending goes on.</summary>
    public Func<string, DateTimeOffset?> ClosedUntil { get; init; } = static _ => null;

    /// <summary>Registers it and the services that the API and the console share.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(this);
        services.AddSingleton(Time);
        services.AddSingleton(Control);
        services.AddSingleton<IBatchStore>(Store);
        services.AddSingleton(Store.Tokens);
        services.AddSingleton(Store.Audit);
        services.AddSingleton(Store.Queries);
        services.AddSingleton(Store.Samples);
        services.AddSingleton(Store.Upkeep);
        services.AddSingleton(Store.Deliveries);
        services.AddSingleton(_ => new DestinationOverview(() => Control.Catalog, Store.Deliveries, ClosedUntil, Time));
        services.AddSingleton(_ => new ConfigFiles(Settings.Config, Environment, Settings.AllowedHosts, Control.TakeUpConfigAsync));
        services.AddSingleton(_ => new RecordPreview(StoreUrl.Parse(Settings.Store), Store.Samples, Store.Queries, Store.Progress, Time));
        services.AddSingleton<IntegrationOverview>();
        services.AddSingleton<Orders>();
        services.AddSingleton<Readiness>();
        services.AddSingleton(provider => new Retries(Store, Control, provider.GetRequiredService<Orders>(), Time));
    }
}
