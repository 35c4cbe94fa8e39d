using System.Globalization;
using System.Security.Claims;
using Connector.Core.Access;

namespace Connector.Service.Access;

/// <summary>Who makes a request: the owner of a token, however it was shown.</summary>
/// <param name="Name">The token's name, under which changes are audited.</param>
internal sealed record Identity(long Token, string Name, Role Role)
{
    private const string TokenClaim = "token";

    public static Identity Of(AccessToken token) => new(token.Id, token.Name, token.Role);

    /// <returns>Null: nobody, as far as is known.</returns>
    public static Identity? Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name }
        && user.FindFirstValue(ClaimTypes.Role) is { } word && RoleWords.Find(word) is { } role
        && long.TryParse(user.FindFirstValue(TokenClaim), NumberStyles.None, CultureInfo.InvariantCulture, out long token)
            ? new Identity(token, name, role)
            : null;

    /// <param name="scheme">How it was shown: the name of an authentication scheme.</param>
    public ClaimsPrincipal ToPrincipal(string scheme) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.Name, Name),
            new Claim(ClaimTypes.Role, Role.Name()),
            new Claim(TokenClaim, Token.ToString(CultureInfo.InvariantCulture)),
        ],
        scheme));
}
