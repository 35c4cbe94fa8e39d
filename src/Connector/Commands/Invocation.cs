using System.CommandLine;
using Connector.Configuration;
using Connector.Core;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;
using Connector.Vendors.AppMetrica;
using Connector.Vendors.AppMetrica.Decoding;
using Connector.Vendors.Http;

namespace Connector.Commands;

/// <summary>One use of a command: what was asked for, and the doors it opens as it needs them.</summary>
internal sealed class Invocation(ParseResult parse, Outside outside, Settings settings, StandardOutput output, Messages messages) : IDisposable
{
    private LogLines? _log;
    private HttpMessageHandler? _handler;

    public Outside Outside { get; } = outside;

    public Settings Settings { get; } = settings;

    public StandardOutput Out { get; } = output;

    public Messages Messages { get; } = messages;

    public required bool IsJson { get; init; }

    public required bool IsQuiet { get; init; }

    /// <summary>The store was named on the command line, not by a default.</summary>
    public required bool HasStoreOption { get; init; }

    /// <summary>The store, as it was named.</summary>
    /// <exception cref="UsageException">It is not named as a store is.</exception>
    public StoreUrl StoreUrl
    {
        get
        {
            try
            {
                return StoreUrl.Parse(Settings.Store);
            }
            catch (StoreException e)
            {
                // The store is not out of reach: it was not named as a store is.
                throw new UsageException(e.Message);
            }
        }
    }

    public TimeProvider Time => Outside.Time;

    /// <summary>Unix milliseconds.</summary>
    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <param name="usual">The level where no setting names one.</param>
    public ILoggerFactory Log(LogLevel usual = LogLevel.Warning) =>
        _log ??= new LogLines(Messages, Settings.LogLevel ?? usual, Settings.LogAsJson, Settings.Debug, Time);

    /// <summary>The way out to other people's servers.</summary>
    public HttpMessageHandler Way => _handler ??= VendorHandler.Create();

    public ExportDecoder Decoder => new(Settings.Limits);

    /// <summary>The way to every source; asks nothing yet.</summary>
    /// <param name="places">The store's, where exports are asked for; null: none are.</param>
    public AppMetricaClient OpenSource(IExportPlaces? places = null) =>
        new(Way, Decoder, Time, Log().CreateLogger<AppMetricaClient>(), places);

    /// <summary>Reads and checks the config folder.</summary>
    /// <param name="needsSecrets">False: a secret that is not there does not matter.</param>
    /// <exception cref="UsageException">The config has errors, all of which were told.</exception>
    public ConnectorCatalog Catalog(bool needsSecrets = false)
    {
        ConfigResult result = ReadConfig(Settings.Config, needsSecrets, Outside.Environment, Settings.AllowedHosts);
        foreach (Problem problem in result.Problems.Where(problem => problem.Severity == Severity.Error))
        {
            Messages.Say(problem.ToString());
        }

        if (needsSecrets)
        {
            foreach (Problem problem in result.Problems.Where(problem => problem.Severity == Severity.Warning))
            {
                Messages.Note(problem.ToString());
            }
        }

        return result.Catalog
            ?? throw new UsageException($"Nothing was done: the config in {Settings.Config} must be corrected first. 'connector validate' checks it again.");
    }

    public static ConfigResult ReadConfig(string directory, bool needsSecrets, Func<string, string?> environment, IReadOnlyList<string>? allowedHosts = null) =>
        ConfigFolder.Load(directory, environment, OptionsOf(directory, needsSecrets, allowedHosts));

    /// <summary>How a config folder is read, by commands and by the service.</summary>
    /// <param name="allowedHosts">Null: any.</param>
    public static ConfigOptions OptionsOf(string directory, bool needsSecrets, IReadOnlyList<string>? allowedHosts = null) => new()
    {
        AllowedHosts = allowedHosts ?? [],
        AllowMissingSecrets = !needsSecrets,
        ShownFolder = Path.TrimEndingDirectorySeparator(directory),
        RefusalOfConstant = static (field, database, text) =>
            FieldValue.IsEmpty(field, text) || FieldValue.Convert(field, database, text, TimeZoneInfo.Utc) is not null ? null : Details.OfValue(field, text),
    };

    /// <summary>Opens the store for writing; makes it where there is none.</summary>
    /// <param name="catalog">Null: no profile is looked for or written.</param>
    public async Task<IStore> OpenStoreAsync(ConnectorCatalog? catalog, CancellationToken cancellationToken)
    {
        IStore store = await StoreUrl.OpenAsync(Time, cancellationToken);
        return catalog is null ? store : await PrepareAsync(store, catalog, cancellationToken);
    }

    /// <summary>The store as a file; not opened yet.</summary>
    /// <param name="otherwise">What to do instead where the store is no file.</param>
    /// <exception cref="UsageException">It is no file.</exception>
    public StoreFile StoreFile(string otherwise) => StoreUrl is SqliteUrl file
        ? new StoreFile(file.Path, Time)
        : throw new UsageException($"The store {StoreUrl} is no file. {otherwise}");

    /// <summary>Opens the store as it is; nothing is written, and a store that is not there is empty.</summary>
    /// <param name="catalog">Given where profiles are looked up by their keys; null: lists are all that is wanted.</param>
    public async Task<IStore> OpenStoreForReadingAsync(ConnectorCatalog? catalog, CancellationToken cancellationToken)
    {
        IStore store = await StoreUrl.OpenReadOnlyAsync(Time, cancellationToken);
        return catalog is null ? store : await PrepareAsync(store, catalog, cancellationToken);
    }

    /// <summary>The same use with other settings; it does not outlive this one.</summary>
    public Invocation With(Settings other) => new(parse, Outside, other, Out, Messages)
    {
        IsJson = IsJson,
        IsQuiet = IsQuiet,
        HasStoreOption = HasStoreOption,
    };

    /// <exception cref="UsageException">There is none of that name; the nearest is named.</exception>
    public static T Named<T>(IReadOnlyDictionary<string, T> known, string name, string what) =>
        known.TryGetValue(name, out T? found) ? found : throw Unknown(name, what, known.Keys);

    /// <summary>For commands that read a source.</summary>
    public static UsageException NotRead(Integration integration) => new(
        $"Messages are sent to {integration.Name}; there is nothing to read. 'connector run' takes them, and 'connector import' takes them from a file.");

    public static UsageException Unknown(string name, string what, IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        string hint = Nearest.To(name, names) is { } near ? $"Did you mean '{near}'?"
            : names.Length == 0 ? $"There is no {what} at all."
            : $"There are {string.Join(", ", names)}.";
        return new UsageException($"There is no {what} '{name}'. {hint}");
    }

    public void Dispose()
    {
        _handler?.Dispose();
        _log?.Dispose();
    }

    private static async Task<IStore> PrepareAsync(IStore store, ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        try
        {
            await store.PrepareAsync(catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
