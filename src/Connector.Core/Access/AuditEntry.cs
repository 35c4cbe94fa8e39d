namespace Connector.Core.Access;

/// <summary>One change that somebody made: who did what to what.</summary>
/// <param name="Id">Given by the store; grows.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Actor">The name of a token, or <see cref="CommandLine"/>.</param>
/// <param name="Action">A word such as <c>token.create</c>, of <see cref="AuditAction"/> where the store itself knows it.</param>
/// <param name="Subject">What it was done to: the name of a token, an integration, a run's id, a profile's id.</param>
/// <param name="Detail">Null: nothing more to say. Never personal data or secrets.</param>
public sealed record AuditEntry(long Id, long At, string Actor, string Action, string Subject, string? Detail)
{
    /// <summary>The actor of what commands change.</summary>
    public const string CommandLine = "cli";
}

/// <summary>The words for what the store audits by itself.</summary>
public static class AuditAction
{
    public const string TokenCreated = "token.create";
    public const string TokenRevoked = "token.revoke";
    public const string ProfileErased = "profile.erase";
    public const string ProfileSplit = "profile.split";
}

/// <summary>What was changed by whom. Nothing is ever changed in it; retention removes what is old.</summary>
public interface IAuditStore
{
    ValueTask AppendAsync(string actor, string action, string subject, string? detail, long now, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    /// <param name="after">The id of the last entry of the page before; null: the first page.</param>
    ValueTask<IReadOnlyList<AuditEntry>> ListAsync(int limit, long? after, CancellationToken cancellationToken);
}
