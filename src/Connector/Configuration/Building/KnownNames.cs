using Connector.Configuration.Settings;
using Connector.Core.Catalog;

namespace Connector.Configuration.Building;

/// <summary>The files of one folder of the config, which other files refer to by name.</summary>
/// <param name="kind">In words: <c>database</c>.</param>
/// <param name="folder">Where to make one: <c>config/databases</c>.</param>
internal sealed class KnownNames<T>(string kind, string folder)
    where T : class
{
    private readonly Dictionary<string, T?> _all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _sound = new(StringComparer.Ordinal);

    /// <summary>Those without errors of their own.</summary>
    public IReadOnlyDictionary<string, T> Sound => _sound;

    /// <param name="value">Null: the file is there and has errors of its own, so nothing is said about what refers to it.</param>
    public void Add(string name, T? value)
    {
        _all.Add(name, value);
        if (value is not null)
        {
            _sound.Add(name, value);
        }
    }

    public string FileOf(string name) => $"{folder}/{name}.json";

    /// <summary>Whether there is such a file; if not, a problem is added.</summary>
    /// <param name="value">Null where the file has errors.</param>
    public bool TryFind(Entry<string> name, FileProblems problems, out T? value)
    {
        if (_all.TryGetValue(name.Value, out value))
        {
            return true;
        }

        string cure = _all.Count == 0 ? $"There is none yet: make a file in {folder}." : Suggestion.From(name.HoldsSecret ? "" : name.Value, [.. _all.Keys.Order(StringComparer.Ordinal)]);
        problems.Error(name.Place, $"unknown-{kind.Replace(' ', '-')}", $"{name.Shown} is no {kind}; those are the files of {folder}. {cure}");
        return false;
    }
}

/// <summary>All that an integration may refer to.</summary>
/// <param name="Root">The config folder as problems name it.</param>
internal sealed record ConfigNames(string Root)
{
    public KnownNames<Database> Databases { get; } = new("database", $"{Root}/databases");

    public KnownNames<SubscriptionResource> Resources { get; } = new("resource", $"{Root}/resources");

    public KnownNames<Pixel> Pixels { get; } = new("pixel", $"{Root}/pixels");
}
