using System.Text;
using Connector.Configuration.Building;
using Connector.Configuration.Json;
using Connector.Configuration.Reading;
using Connector.Configuration.Settings;
using Connector.Core;
using Connector.Core.Catalog;

namespace Connector.Configuration;

/// <summary>Reads and checks a config folder. Every problem of every file is found at once.</summary>
public sealed class ConfigFolder
{
    private const string Integrations = "integrations";
    private const string Destinations = "destinations";
    /// <summary>The folders whose files say something.</summary>
    public static readonly string[] Kinds = ["databases", "resources", "pixels", Integrations, Destinations];

    private static readonly string[] Folders = [.. Kinds, "schemas"];
    private static readonly string[] JsonEndings = [".json", ".jsonc", ".json5"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _directory;
    private readonly ConfigOptions _options;
    private readonly Secrets _secrets;
    private readonly Secrets _dormantSecrets;
    private readonly ConfigNames _names;
    private readonly List<Problem> _problems = [];
    private readonly Dictionary<string, Destination> _destinations = new(StringComparer.Ordinal);

    private ConfigFolder(string directory, Func<string, string?> environment, ConfigOptions? options)
    {
        _directory = Path.GetFullPath(directory);
        _options = options ?? ConfigOptions.Default;
        _secrets = new Secrets(_directory, environment, _options);
        _dormantSecrets = new Secrets(_directory, environment, _options with { AllowMissingSecrets = true, TellMissingSecrets = false });
        _names = new ConfigNames(_options.ShownFolder ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(_directory)));
    }

    /// <param name="environment">Gives an environment variable's value; null: it is not set.</param>
    public static ConfigResult Load(string directory, Func<string, string?> environment, ConfigOptions? options = null) =>
        new ConfigFolder(directory, environment, options).Load();

    /// <inheritdoc cref="Load(string, Func{string, string?}, ConfigOptions?)"/>
    public static ConfigResult Load(string directory, IReadOnlyDictionary<string, string> environment, ConfigOptions? options = null) =>
        Load(directory, environment.GetValueOrDefault, options);

    /// <summary>Checks the text of one integration as if it stood in its file, with the databases, resources and pixels of the folder.</summary>
    /// <returns>Problems of the text and of what it refers to; a catalog with this one integration. Other integrations are not looked at.</returns>
    public static ConfigResult Check(
        string directory, string integrationName, string text, Func<string, string?> environment, ConfigOptions? options = null) =>
        new ConfigFolder(directory, environment, options).Check(integrationName, text);

    private ConfigResult Load()
    {
        if (!Directory.Exists(_directory))
        {
            Report(_names.Root, "missing-folder", "There is no such folder. Make it, or name another with --config.");
            return Result([]);
        }

        ReadWhatIntegrationsUse();
        ReadDestinations();
        WarnOfMisspeltFolders();
        WarnOfMisnamedFiles();
        Dictionary<string, Integration> integrations = new(StringComparer.Ordinal);
        bool any = false;
        foreach ((string name, string? path) in IntegrationFiles())
        {
            any = true;
            string? text = path is null ? _options.Draft!.Text : ReadFile(Integrations, name, path);
            if (text is not null && BuildIntegration(name, text) is { } integration)
            {
                integrations.Add(name, integration);
            }
        }

        if (!any)
        {
            Report($"{_names.Root}/{Integrations}", "no-files", "There is no integration. Make a file here, for example shop-app.json; config/README.md shows how.");
        }

        RefuseSharedApplications(integrations);
        return Result(integrations);
    }

    /// <summary>A message must find one integration.</summary>
    private void RefuseSharedApplications(Dictionary<string, Integration> integrations)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Integration integration in integrations.Values.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            if (integration.Source is MetrixSource source && !source.ApplicationId.Contains("${", StringComparison.Ordinal) && !known.TryAdd(source.ApplicationId, integration.Name))
            {
                Report(
                    FileName(Integrations, integration.Name),
                    "duplicate-application",
                    $"Messages of this application go to '{known[source.ApplicationId]}' already. Put the hooks of both into one file, or change 'applicationId'.");
            }
        }
    }

    private ConfigResult Check(string name, string text)
    {
        if (name.Length == 0 || name.StartsWith('.') || name.IndexOfAny(['/', '\\']) >= 0 || string.IsNullOrWhiteSpace(name))
        {
            Report($"{_names.Root}/{Integrations}", "bad-name", "An integration's name becomes a file's name. Use letters, digits and hyphens.");
            return Result([]);
        }

        ReadWhatIntegrationsUse();
        return Result(BuildIntegration(name, text) is { } integration ? new(StringComparer.Ordinal) { [name] = integration } : []);
    }

    private void ReadWhatIntegrationsUse()
    {
        ReadAll("databases", DatabaseSettings.Block, _names.Databases, (name, file, reader) => new DatabaseBuilder(reader.Problems).Build(name, file));
        ReadAll("resources", ResourceSettings.Block, _names.Resources, (name, file, reader) => new ResourceBuilder(_names, reader.Problems).Build(name, file));
        ReadAll("pixels", PixelSettings.Block, _names.Pixels, (name, file, _) => new Pixel(name, file.Written(PixelSettings.Title) ?? name));
    }

    private void ReadAll<T>(string folder, Block block, KnownNames<T> names, Func<string, Section, SectionReader, T?> build)
        where T : class
    {
        foreach ((string name, string path) in FilesOf(folder))
        {
            names.Add(name, ReadFile(folder, name, path) is { } text ? Build(folder, name, text, block, build) : null);
        }
    }

    private void ReadDestinations()
    {
        foreach ((string name, string path) in FilesOf(Destinations))
        {
            if (ReadFile(Destinations, name, path) is { } text
                && Build(Destinations, name, text, DestinationSettings.Block, (_, file, reader) => new DestinationBuilder(_names, new HostCheck(_options.AllowedHosts, reader.Problems), reader.Problems).Build(name, file)) is { } destination)
            {
                _destinations.Add(name, destination);
            }
        }
    }

    private Integration? BuildIntegration(string name, string text) =>
        Build(Integrations, name, text, IntegrationSettings.Block, (_, file, reader) => new IntegrationBuilder(_names, _options, reader).Build(name, file));

    /// <returns>Null when the text has errors.</returns>
    private T? Build<T>(string folder, string name, string text, Block block, Func<string, Section, SectionReader, T?> build)
        where T : class
    {
        var problems = new FileProblems(FileName(folder, name));
        T? built = null;
        ConfigNode? node = ConfigText.Parse(text, problems);
        if (node is ObjectNode file)
        {
            var reader = new SectionReader(problems, IsDormant(file) ? _dormantSecrets : _secrets);
            built = build(name, reader.Read(file, block), reader);
        }
        else if (node is not null)
        {
            problems.Error(node.Place, "wrong-type", $"The file must hold an object, not {node.Kind}. Write {{ \"title\": \"...\" }}.");
        }

        _problems.AddRange(problems.Items);
        return problems.HasErrors ? null : built;
    }

    /// <summary>An integration or destination that is switched off need not have its secrets yet, and must not keep the others from running.</summary>
    private static bool IsDormant(ObjectNode file) =>
        file.Members.LastOrDefault(member => member.Name == IntegrationSettings.Active.Name)?.Value is LiteralNode { IsBoolean: true, Raw: "false" };

    /// <returns>Names and paths; without a path for the draft, which comes last.</returns>
    private IEnumerable<(string Name, string? Path)> IntegrationFiles()
    {
        foreach ((string name, string path) in FilesOf(Integrations))
        {
            if (name != _options.Draft?.Name)
            {
                yield return (name, path);
            }
        }

        if (_options.Draft is { } draft)
        {
            yield return (draft.Name, null);
        }
    }

    private IEnumerable<(string Name, string Path)> FilesOf(string folder)
    {
        string path = Path.Combine(_directory, folder);
        if (!Directory.Exists(path))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (string.IsNullOrWhiteSpace(name))
            {
                Report(FileName(folder, name), "empty-name", "The file has no name before .json, and its name is what others call it by. Rename it.");
            }
            else if (!name.StartsWith('.'))
            {
                yield return (name, file);
            }
        }
    }

    private string? ReadFile(string folder, string name, string path)
    {
        try
        {
            return File.ReadAllText(path, StrictUtf8);
        }
        catch (DecoderFallbackException)
        {
            Report(FileName(folder, name), "syntax", "The file is not in UTF-8. Save it as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(FileName(folder, name), "unreadable-file", "The file cannot be read. Check its permissions.");
        }

        return null;
    }

    private void WarnOfMisspeltFolders()
    {
        foreach (string folder in Directory.EnumerateDirectories(_directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            if (!Folders.Contains(folder) && Nearest.To(folder, Folders) is { } near)
            {
                _problems.Add(new Problem($"{_names.Root}/{folder}", 1, 1, Severity.Warning, "unknown-folder", $"Nothing is read from here. Did you mean '{near}'?"));
            }
        }
    }

    private void WarnOfMisnamedFiles()
    {
        foreach (string folder in Folders.Where(folder => Directory.Exists(Path.Combine(_directory, folder))))
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(_directory, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
            {
                if (Path.GetExtension(file) is var ending && ending != ".json" && JsonEndings.Contains(ending, StringComparer.OrdinalIgnoreCase))
                {
                    string cure = $"The file is not read. Rename it to '{Path.GetFileNameWithoutExtension(file)}.json'; comments are allowed there.";
                    _problems.Add(new Problem($"{_names.Root}/{folder}/{file}", 1, 1, Severity.Warning, "unknown-file", cure));
                }
            }
        }
    }

    private string FileName(string folder, string name) => $"{_names.Root}/{folder}/{name}.json";

    private void Report(string file, string code, string text) => _problems.Add(new Problem(file, 1, 1, Severity.Error, code, text));

    private string Hide(string text) => _dormantSecrets.Hide(_secrets.Hide(text));

    private ConfigResult Result(Dictionary<string, Integration> integrations)
    {
        Problem[] problems =
        [
            .. _problems.Order(Problem.ByPlace).Select(problem => problem with { Text = Hide(problem.Text) }),
        ];
        bool sound = problems.All(problem => problem.Severity != Severity.Error);
        return new ConfigResult(
            sound
                ? new ConnectorCatalog(
                    _names.Databases.Sound,
                    _names.Resources.Sound,
                    _names.Pixels.Sound,
                    integrations)
                {
                    Destinations = _destinations,
                    Hide = Hide,
                }
                : null,
            problems);
    }
}
