namespace Connector.Core.Access;

/// <summary>The tokens by which people and programs use the service. Making and revoking one is audited in the same transaction.</summary>
public interface ITokenStore
{
    /// <param name="name">One that <see cref="AccessToken.IsName"/> allows.</param>
    /// <param name="hashOf">Gives what is kept of the token's text, for the id the token gets; called once.</param>
    /// <param name="actor">Who makes it, for the audit.</param>
    /// <param name="now">Unix milliseconds, as in all calls.</param>
    /// <returns>Null: a token that is not revoked has the name.</returns>
    ValueTask<AccessToken?> CreateAsync(string name, Role role, Func<long, byte[]> hashOf, string actor, long now, CancellationToken cancellationToken);

    /// <summary>All tokens, revoked ones too, by id.</summary>
    ValueTask<IReadOnlyList<AccessToken>> ListAsync(CancellationToken cancellationToken);

    /// <returns>The token, revoked or not, and what is kept of its text; null: there is none.</returns>
    ValueTask<(AccessToken Token, byte[] Hash)?> FindAsync(long id, CancellationToken cancellationToken);

    /// <returns>False: no token that is not revoked has the name.</returns>
    ValueTask<bool> RevokeAsync(string name, string actor, long now, CancellationToken cancellationToken);

    /// <inheritdoc cref="RevokeAsync(string, string, long, CancellationToken)"/>
    ValueTask<bool> RevokeAsync(long id, string actor, long now, CancellationToken cancellationToken);

    /// <summary>Remembers that the token was used. Writes at most once a minute for a token, so it may be called with every request.</summary>
    ValueTask TouchAsync(AccessToken token, long now, CancellationToken cancellationToken);
}
