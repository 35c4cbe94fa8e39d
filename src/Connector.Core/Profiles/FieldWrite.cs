namespace Connector.Core.Profiles;

/// <summary>How a value enters a field.</summary>
public enum FieldWrite
{
    /// <summary>A plain mapping; an empty value clears the field.</summary>
    Set,

    /// <summary><c>onlyIfEmpty</c>.</summary>
    Fill,

    /// <summary>The value by which the profile was found or created.</summary>
    Match,
}
