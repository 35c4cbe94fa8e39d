namespace Connector.Pages;

/// <summary>Makes addresses.</summary>
internal static class Link
{
    /// <param name="query">Names and values; those without a value are left out.</param>
    public static string To(string path, params (string Name, string? Value)[] query)
    {
        string text = string.Join('&', query.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}"));
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    public static string ToIntegration(string name, string more = "") => $"/integrations/{Uri.EscapeDataString(name)}{more}";
}
