using System.Text;
using Connector.Configuration.Settings;

namespace Connector.Configuration.Docs;

/// <summary>The tables of config/README.md: one for each kind of object, in the order in which a reader meets them.</summary>
internal static class SettingsTables
{
    public static string Write(IEnumerable<Block> files)
    {
        var text = new StringBuilder();
        foreach (Block block in files.SelectMany(file => WithInner(file, [])).Distinct())
        {
            text.Append("### ").Append(char.ToUpperInvariant(block.Key[0])).Append(block.Key[1..].Replace('-', ' ')).Append("\n\n");
            text.Append(block.Description).Append("\n\n");
            text.Append("| setting | takes | needed or default | example | meaning |\n| --- | --- | --- | --- | --- |\n");
            foreach (Setting setting in block.Settings)
            {
                text.Append("| ").AppendJoin(" | ", Cells(setting).Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Cells(Setting setting) =>
    [
        $"`{setting.Name}`",
        setting.Shape.Words,
        Presence(setting),
        setting.Example is null ? "" : $"`{setting.Example}`",
        setting.Description + (setting.OnlyWhen is { Texts.Length: > 0 } only ? $" Only when {Code(only)}." : ""),
    ];

    private static string Presence(Setting setting)
    {
        if (setting.Required)
        {
            return "needed";
        }

        string otherwise = setting.Default is not null ? $"`{setting.Default}`" : setting.DefaultWords ?? "";
        string needed = setting.RequiredWhen is { } when ? $"needed when {Code(when)}" : "";
        return needed.Length > 0 && otherwise.Length > 0 ? $"{needed}; {otherwise}" : needed + otherwise;
    }

    private static string Code(Case when) => when.Words.Replace('\'', '`');

    private static IEnumerable<Block> WithInner(Block block, HashSet<Block> seen)
    {
        if (!seen.Add(block))
        {
            return [];
        }

        return block.Settings.Select(setting => setting.Shape.Inner).OfType<Block>().SelectMany(inner => WithInner(inner, seen)).Prepend(block);
    }
}
