using System.Collections.Immutable;

namespace Connector.Configuration.Settings;

/// <summary>An object of the config and the settings it may hold.</summary>
/// <param name="Name">In words, with its article: <c>a hook</c>.</param>
/// <param name="Description">For a marketer; ends with a full stop.</param>
internal sealed record Block(string Name, string Description, ImmutableArray<Setting> Settings)
{
    /// <summary>Of each of these groups exactly one setting must be there.</summary>
    public ImmutableArray<OneOf> OneOf { get; init; } = [];

    /// <summary>The name without its article, which is its definition's name in a schema.</summary>
    public string Key => Name[(Name.IndexOf(' ') + 1)..].Replace(' ', '-');

    public Setting? Find(string name) => Settings.FirstOrDefault(setting => setting.Name == name);
}

/// <summary>Settings that exclude each other.</summary>
/// <param name="Names">In the order in which they are named to people.</param>
/// <param name="Needed">Whether one must be there.</param>
/// <param name="Many">Whether more than one may be there.</param>
/// <param name="When">Only in this case; null: always.</param>
/// <param name="Code">Of the problem when none is there.</param>
/// <param name="Subject">What needs one, where that is not the block as a whole.</param>
internal sealed record OneOf(
    ImmutableArray<string> Names, bool Needed = true, bool Many = false, Case? When = null, string Code = "missing-member", string? Subject = null);
