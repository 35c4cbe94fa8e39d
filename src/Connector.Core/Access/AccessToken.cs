namespace Connector.Core.Access;

/// <summary>A token as the store knows it: everything but its text, which only its owner has.</summary>
/// <param name="Name">Who or what uses it; the actor of what is done with it. Of the tokens that are not revoked, each has another.</param>
/// <param name="CreatedAt">Unix milliseconds, as all times here.</param>
/// <param name="LastUsedAt">Null: never; kept to the minute.</param>
/// <param name="RevokedAt">Null: it is valid.</param>
public sealed record AccessToken(long Id, string Name, Role Role, long CreatedAt, long? LastUsedAt, long? RevokedAt)
{
    public const int LongestName = 64;

    /// <summary>Letters and digits of any script, and <c>. _ - @</c> behind the first character; <c>cli</c> is who uses commands.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName
        && char.IsLetterOrDigit(text[0])
        && text.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '@')
        && !text.Equals(AuditEntry.CommandLine, StringComparison.OrdinalIgnoreCase);
}
