namespace Connector.Pages;

/// <summary>A file's text on its way into a form and back.</summary>
internal static class FileText
{
    /// <summary>Forms send every line break as CR LF, whatever the file has: this gives the file's own.</summary>
    /// <param name="before">The file as it is; null: there is none.</param>
    public static string FromForm(string text, string? before)
    {
        string plain = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return before is not null && before.Contains("\r\n", StringComparison.Ordinal) ? plain.Replace("\n", "\r\n", StringComparison.Ordinal) : plain;
    }

    public static int CountLines(string text) => text.AsSpan().Count('\n') + 1;
}
