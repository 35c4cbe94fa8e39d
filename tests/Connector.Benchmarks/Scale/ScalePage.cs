namespace Connector.Benchmarks.Scale;

/// <summary><c>scale-page</c>: puts tables made of a saved result between the marks of a page, and leaves the rest of it as it is.</summary>
internal static class ScalePage
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        ScaleResult result = ScaleResult.Read(arguments.Text("--file"));
        string page = arguments.Text("--page");
        var capacity = new Capacity(result);
        string text = await File.ReadAllTextAsync(page);
        text = Put(text, "capacity", capacity.Markdown());
        text = Put(text, "constants", capacity.Constants());
        text = Put(text, "figures", ScaleReport.Markdown(result));
        await File.WriteAllTextAsync(page, text);
        return 0;
    }

    private static string Put(string page, string name, string table)
    {
        (string begin, string end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        int from = page.IndexOf(begin, StringComparison.Ordinal);
        int to = page.IndexOf(end, StringComparison.Ordinal);
        return from >= 0 && to > from
            ? string.Concat(page.AsSpan(0, from + begin.Length), table, page.AsSpan(to))
            : throw new InvalidDataException($"The page has no place for '{name}'.");
    }
}
