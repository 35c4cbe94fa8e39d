using Connector.Configuration.Json;
using Connector.Configuration.Settings;

namespace Connector.Configuration.Reading;

/// <summary>Reads objects by their declarations, and says everything that is wrong with them at once.</summary>
internal sealed class SectionReader(FileProblems problems, Secrets secrets)
{
    /// <summary>Allowed in every object: it tells editors where the schema is.</summary>
    public const string SchemaKey = "$schema";

    public FileProblems Problems { get; } = problems;

    public Secrets Secrets { get; } = secrets;

    public Section Read(ObjectNode node, Block block)
    {
        Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
        foreach (Member member in node.Members.Where(member => member.Name != SchemaKey))
        {
            if (block.Find(member.Name) is not { } setting)
            {
                ReportUnknown(member, block);
            }
            else if (setting.Shape.Read(member.Value, setting, this) is { } entry)
            {
                entries.Add(setting.Name, entry);
            }
        }

        var section = new Section(block, node, entries);
        foreach (Setting setting in block.Settings)
        {
            CheckPresence(section, setting);
        }

        foreach (OneOf group in block.OneOf)
        {
            CheckGroup(section, group);
        }

        return section;
    }

    private void ReportUnknown(Member member, Block block)
    {
        string[] known = [.. block.Settings.Select(setting => setting.Name)];
        string? near = Core.Nearest.To(member.Name, known);
        string cure = near is null ? $"Remove it, or use one of: {string.Join(", ", known)}." : $"Did you mean '{near}'?";
        Problems.Error(member.Place, "unknown-key", $"'{member.Name}' is no setting of {block.Name}. {cure}");
    }

    private void CheckPresence(Section section, Setting setting)
    {
        if (section.MemberOf(setting.Name) is { } member)
        {
            if (setting.OnlyWhen is { } only && Holds(section, only) == false && !IsUndecided(section, only.Setting))
            {
                string cure = only.Texts.Length == 0 ? "add" : "change";
                Problems.Error(member.Place, "misplaced-key", $"'{setting.Name}' belongs here only when {only.Words}. Remove it, or {cure} '{only.Setting}'.");
            }
        }
        else if (setting.Required || (setting.RequiredWhen is { } when && Holds(section, when) == true))
        {
            string because = setting.Required ? "" : $", since {setting.RequiredWhen!.Words}";
            Problems.Error(section.Place, "missing-member", $"{Capital(section.Block.Name)} needs '{setting.Name}'{because}. Add {Sample(setting)}.");
        }
    }

    private void CheckGroup(Section section, OneOf group)
    {
        if (group.When is { } when && Holds(section, when) != true)
        {
            return;
        }

        Member[] found = [.. section.Members.Where(member => group.Names.Contains(member.Name)).DistinctBy(member => member.Name)];
        if (found.Length == 0 && group.Needed)
        {
            Problems.Error(section.Place, group.Code, $"{Capital(group.Subject ?? section.Block.Name)} needs {OrList(group.Names)}. Add one of them.");
        }
        else if (found.Length > 1 && !group.Many)
        {
            Problems.Error(found[1].Place, "conflicting-keys", $"'{found[0].Name}' and '{found[1].Name}' exclude each other. Remove one of the two.");
        }
    }

    /// <summary>A setting of which, or of whose rivals, one must be there, and none is: that alone is the problem.</summary>
    private static bool IsUndecided(Section section, string setting) =>
        section.Block.OneOf.Any(group => group.Needed && group.Names.Contains(setting) && group.Names.All(name => section.MemberOf(name) is null));

    /// <returns>Null when it cannot be told, since the setting it asks about is missing or was refused.</returns>
    private static bool? Holds(Section section, Case condition)
    {
        if (section.MemberOf(condition.Setting) is null)
        {
            Setting? asked = section.Block.Find(condition.Setting);
            return asked is { Required: true } ? null : asked?.Default is { } fallback && condition.Texts.Contains(fallback);
        }

        if (condition.Texts.Length == 0)
        {
            return true;
        }

        return section.Find(condition.Setting)?.Text is { } text ? condition.Texts.Contains(text) : null;
    }

    private static string Sample(Setting setting) => setting.Example is null ? $"\"{setting.Name}\"" : $"\"{setting.Name}\": {setting.Example}";

    private static string OrList(IReadOnlyList<string> names) =>
        string.Join(", ", names.SkipLast(1).Select(name => $"'{name}'")) + $" or '{names[^1]}'";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
