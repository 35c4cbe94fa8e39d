using Connector.Commands;
using Connector.Configuration;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Storage;

namespace Connector.Schedule;

/// <summary>Holds the config in use and takes up the folder's when it changes: all of it, or nothing.</summary>
internal sealed class ConfigKeeper(
    CatalogInUse inUse,
    IStore store,
    Settings settings,
    Func<string, string?> environment,
    ScheduleUpkeep upkeep,
    ILogger logger,
    TimeProvider time) : IDisposable
{
    /// <summary>A change is taken up when the files are the same in two looks, so within three times this.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    private readonly ConfigWatch _watch = new(settings.Config);
    private readonly SemaphoreSlim _gate = new(1);
    private volatile ConfigState _state = new(
        Invocation.ReadConfig(settings.Config, needsSecrets: true, environment, settings.AllowedHosts).Problems, time.GetUtcNow(), null);

    public ConnectorCatalog Catalog => inUse.Now;

    public ConfigState State => _state;

    /// <summary>Looks at the folder again and again.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookPause, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_watch.HasChanged())
            {
                await TakeUpAsync(cancellationToken);
            }
        }
    }

    /// <summary>Reads the folder and uses what it says, if it has no errors.</summary>
    public async Task<ConfigState> TakeUpAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Before reading: what changes while it is read is one more change.
            _watch.Accept();
            _state = await ReadAsync(cancellationToken);
            if (_state.Deferred is not null)
            {
                _watch.Forget();
            }

            return _state;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<ConfigState> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Problem> problems = _state.Problems;
        try
        {
            ConfigResult result = Invocation.ReadConfig(settings.Config, needsSecrets: true, environment, settings.AllowedHosts);
            problems = result.Problems;
            if (result.Catalog is null)
            {
                Report(problems);
                return new ConfigState(problems, time.GetUtcNow(), null);
            }

            await store.PrepareAsync(result.Catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), cancellationToken);
            await UseAsync(result.Catalog, cancellationToken);
            logger.ConfigChanged();
            return new ConfigState(problems, time.GetUtcNow(), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a file on disk does to its reader: the config in use stays, and the service with it.
            if (_state.Deferred != e.Message)
            {
                logger.ConfigDeferred(e.Message);
            }

            return new ConfigState(problems, _state.Deferred is null ? time.GetUtcNow() : _state.Since, e.Message);
        }
    }

    private async Task UseAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        ConnectorCatalog before = inUse.Now;
        try
        {
            // First, so that what fires from now on finds its integration.
            inUse.Now = catalog;
            await upkeep.ApplyAsync(catalog, cancellationToken);
        }
        catch
        {
            inUse.Now = before;
            throw;
        }
    }

    private void Report(IReadOnlyList<Problem> problems)
    {
        foreach (Problem problem in problems.Where(problem => problem.Severity == Severity.Error))
        {
            logger.ConfigProblem(problem.ToString());
        }

        logger.ConfigBroken();
    }
}
