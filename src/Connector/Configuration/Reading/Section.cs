using System.Diagnostics.CodeAnalysis;
using Connector.Configuration.Json;
using Connector.Configuration.Settings;

namespace Connector.Configuration.Reading;

/// <summary>An object of a config file after its settings were read: what is there and right.</summary>
internal sealed class Section(Block block, ObjectNode node, IReadOnlyDictionary<string, Entry> entries)
{
    public Block Block { get; } = block;

    public Place Place => node.Place;

    /// <summary>All that is written, in the file's order.</summary>
    public IReadOnlyList<Member> Members => node.Members;

    /// <summary>A setting's value and place; null when it is not there or was refused.</summary>
    public Entry<T>? Find<T>(Setting<T> setting) => entries.GetValueOrDefault(setting.Name) as Entry<T>;

    /// <inheritdoc cref="Find{T}"/>
    public Entry? Find(string setting) => entries.GetValueOrDefault(setting);

    /// <returns>False when the setting is not there or was refused.</returns>
    public bool TryGet<T>(Setting<T> setting, [NotNullWhen(true)] out Entry<T>? entry) => (entry = Find(setting)) is not null;

    /// <summary>A setting's value, or its default.</summary>
    public T? Value<T>(Setting<T> setting) => Find(setting) is { } entry ? entry.Value : setting.Fallback;

    /// <summary>A text as a person wrote it: everybody may see it, so that no <c>${..}</c> in it gives way to what it names.</summary>
    public string? Written(Setting<string> setting) => Find(setting) is { } entry ? entry is { HoldsSecret: true, Node: TextNode node } ? node.Text : entry.Value : null;

    /// <summary>Whether a person wrote the setting, be it wrong.</summary>
    public bool Has(Setting setting) => MemberOf(setting.Name) is not null;

    public Member? MemberOf(string setting) => node.Members.FirstOrDefault(member => member.Name == setting);
}
