namespace Connector.Core.Profiles;

/// <summary>Values that name nobody: they never match and never become keys.</summary>
public static class BlockedValues
{
    /// <summary><c>null</c>, <c>undefined</c>, <c>anonymous</c>, <c>-1</c>, and zeros with dashes (a zeroed advertising id), whatever case and surrounding spaces.</summary>
    public static bool Contains(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.Length switch
        {
            0 => false,
            _ when !value.ContainsAnyExcept('0', '-') => true,
            2 => value is "-1",
            4 => value.Equals("null", StringComparison.OrdinalIgnoreCase),
            9 => value.Equals("undefined", StringComparison.OrdinalIgnoreCase) || value.Equals("anonymous", StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }
}
