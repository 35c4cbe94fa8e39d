using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>What of a page somebody could not see, reach or understand.</summary>
internal static class Accessibility
{
    private static readonly string Script = Read();

    /// <returns>A sentence for each fault, which begins with the rule's name.</returns>
    public static async Task<string[]> FaultsAsync(IPage page)
    {
        // A form's answer is shown before it has come whole.
        await page.WaitForLoadStateAsync();
        // Whoever comes by the keyboard is shown where they are.
        await page.Keyboard.PressAsync("Tab");
        return await page.EvaluateAsync<string[]>(Script);
    }

    private static string Read()
    {
        using Stream stream = typeof(Accessibility).Assembly.GetManifestResourceStream("accessibility.js")!;
        using var reader = new StreamReader(stream);
        // What is evaluated is the function; the comments before it are for people.
        string text = reader.ReadToEnd();
        return text[text.IndexOf("() => {", StringComparison.Ordinal)..];
    }
}
