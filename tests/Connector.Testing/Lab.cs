using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Records;
using Connector.Core.Subscriptions;
using Connector.Core.Sync;
using Connector.Storage;
using Connector.Vendors.AppMetrica.Decoding;

namespace Connector.Testing;

/// <summary>A real store in a temporary file, an integration, and records to import; what is in the store comes back as readable lines.</summary>
public sealed class Lab : IAsyncDisposable
{
    private readonly string _folder;
    private readonly SqliteStore _store;

    private Lab(Integration integration, string folder, SqliteStore store)
    {
        Integration = integration;
        _folder = folder;
        _store = store;
    }

    public Integration Integration { get; private set; }

    public SqliteStore Store => _store;

    public static async Task<Lab> StartAsync(params Hook[] hooks)
    {
        Integration integration = Some.Integration(hooks);
        string folder = Directory.CreateTempSubdirectory("connector").FullName;
        SqliteStore store = await SqliteStore.OpenAsync(Path.Combine(folder, "connector.db"), TimeProvider.System, CancellationToken.None);
        var lab = new Lab(integration, folder, store);
        await lab.ConfigureAsync(hooks);
        return lab;
    }

    public Task ConfigureAsync(params Hook[] hooks) => ConfigureAsync(Some.Integration(hooks));

    /// <summary>Takes an integration as it is, with its source and schedule.</summary>
    public async Task ConfigureAsync(Integration integration)
    {
        Integration = integration;
        await _store.PrepareAsync(Some.Catalog(Integration), (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None);
    }

    /// <summary>Imports records as one file, which is one window.</summary>
    public Task<RunCounts> ImportAsync(params string[] records) => ImportAsync(Synchronizer.DefaultBatchSize, records);

    public Task<RunCounts> ImportAsync(int batchSize, string[] records) => ImportAsync(batchSize, ExportFormat.JsonLines, string.Join('\n', records));

    /// <summary>Imports the text of a file.</summary>
    public async Task<RunCounts> ImportAsync(int batchSize, ExportFormat format, string body, IRecordSamples? samples = null)
    {
        var synchronizer = new Synchronizer(null!, _store, _store.Progress, TimeProvider.System, batchSize, samples);
        RunState run = await synchronizer.ImportAsync(
            Integration,
            LogResource.Events,
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"),
            (schema, sink, token) => new ExportDecoder().DecodeAsync(new MemoryStream(Encoding.UTF8.GetBytes(body)), format, schema, sink, token),
            null,
            CancellationToken.None);
        return run.Counts;
    }

    /// <summary>A line a record and hook, as <c>preview</c> decides.</summary>
    public async Task<List<PreviewLine>> PreviewAsync(params string[] records) => (await PreviewAsync(long.MaxValue, records)).Lines;

    /// <inheritdoc cref="PreviewAsync(string[])"/>
    public async Task<(List<PreviewLine> Lines, bool Stopped)> PreviewAsync(long limit, string[] records)
    {
        var lines = new List<PreviewLine>();
        var plan = new ResourcePlan(Integration, LogResource.Events, TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow"));
        (_, bool stopped) = await new Preview(_store, TimeProvider.System).RunAsync(
            plan,
            limit,
            (sink, token) => new ExportDecoder().DecodeAsync(Lines(records), ExportFormat.JsonLines, plan.Schema, sink, token),
            lines.Add,
            CancellationToken.None);
        return (lines, stopped);
    }

    /// <summary>What is wrong with the store: nothing.</summary>
    public IReadOnlyList<string> Problems() =>
        new StoreFile(Path.Combine(_folder, "connector.db"), TimeProvider.System)
            .Check(Some.Catalog(Integration), (_, field, profile) => ProfileEditor.KeysOf(field, profile), CancellationToken.None).Problems;

    public Task<RunCounts> RetryAsync() =>
        new RejectRetry(_store, _store.Queries, _store.Progress, new ExportDecoder(), TimeProvider.System).RunAsync(Some.Catalog(Integration), null, CancellationToken.None);

    /// <summary>Profiles without ids and times of creation, in ordinal order of their lines.</summary>
    public async Task<string[]> ProfilesAsync()
    {
        var lines = new List<string>();
        await foreach (ProfileState profile in _store.Queries.ListProfilesAsync(new ProfileQuery(), CancellationToken.None))
        {
            lines.Add(Line(profile));
        }

        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }

    /// <summary>By id.</summary>
    public async Task<List<ProfileState>> ProfileStatesAsync()
    {
        var profiles = new List<ProfileState>();
        await foreach (ProfileState profile in _store.Queries.ListProfilesAsync(new ProfileQuery(), CancellationToken.None))
        {
            profiles.Add(profile);
        }

        return profiles;
    }

    public async Task<List<KeptMerge>> MergesAsync()
    {
        var merges = new List<KeptMerge>();
        await foreach (KeptMerge merge in _store.Queries.ListMergesAsync(new MergeQuery(), CancellationToken.None))
        {
            merges.Add(merge);
        }

        return merges;
    }

    /// <summary>Goals with the e-mail of their profile.</summary>
    public async Task<string[]> GoalsAsync(bool withProfiles = true)
    {
        var lines = new List<string>();
        await foreach (Goal goal in _store.Queries.ListGoalsAsync(new GoalQuery(), CancellationToken.None))
        {
            ProfileState? profile = goal.Profile is { } id ? await _store.Queries.GetProfileAsync(id, CancellationToken.None) : null;
            string owner = !withProfiles ? "" : profile is not null ? " of " + NameOf(profile) : " anonymous " + goal.AnonymousId;
            lines.Add($"{goal.Name} {goal.Value} at {DateTimeOffset.FromUnixTimeMilliseconds(goal.At):HH:mm:ss}{owner} by {goal.Hook}");
        }

        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }

    public async Task<List<Reject>> RejectsAsync()
    {
        var rejects = new List<Reject>();
        await foreach ((_, Reject reject) in _store.Queries.ListRejectsAsync(new RejectQuery(), CancellationToken.None))
        {
            rejects.Add(reject);
        }

        return rejects;
    }

    /// <summary>All that must not depend on order, splitting and repetition.</summary>
    public async Task<string> ContentAsync(bool goalOwners = true) => string.Join(
        '\n',
        [
            .. await ProfilesAsync(),
            .. await GoalsAsync(goalOwners),
            .. (await RejectsAsync()).Select(reject => $"{reject.Hook} {reject.Reason} {reject.Detail}").Order(StringComparer.Ordinal),
        ]);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static MemoryStream Lines(string[] records) => new(Encoding.UTF8.GetBytes(string.Join('\n', records)));

    private static string NameOf(ProfileState profile) =>
        profile.Fields.GetValueOrDefault("email")?.Visible() ?? string.Join(',', profile.Devices.Select(device => device.Id).Order(StringComparer.Ordinal));

    private static string Line(ProfileState profile)
    {
        IEnumerable<string> fields = profile.Fields
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => (field.Key, Value: field.Value.Elements is null ? field.Value.Visible() : string.Join('+', field.Value.VisibleElements())))
            .Where(field => field.Value is not null)
            .Select(field => $"{field.Key}={field.Value}");
        IEnumerable<string> devices = profile.Devices.Select(device => "device=" + device.Id).Order(StringComparer.Ordinal);
        IEnumerable<string> subscriptions = profile.Subscriptions
            .Select(one => $"{one.Channel.Name()}{(one.Provider is null ? "" : "/" + one.Provider)}:{one.Address}={one.Status.Name()}")
            .Order(StringComparer.Ordinal);
        return string.Join(' ', [.. fields, .. devices, .. subscriptions]);
    }
}
