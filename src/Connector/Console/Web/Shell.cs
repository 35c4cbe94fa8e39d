using Connector.Core.Access;

namespace Connector.Pages;

/// <summary>What is around every page: who looks, when, and what forms and links need.</summary>
/// <param name="Path">The page's own address, without its query.</param>
/// <param name="Who">The token's name; null: nobody is signed in.</param>
/// <param name="FormToken">Goes into every form, so that no other site can send one.</param>
/// <param name="Note">What has just been done; null: nothing.</param>
public sealed record Shell(string Path, string? Who, Role? Role, string FormToken, DateTimeOffset Now, string? Note, string Stylesheet, string Script, string Icon)
{
    /// <summary>Whether to offer what the role is needed for; the server asks once more when it is done.</summary>
    public bool May(Role role) => Role >= role;
}
