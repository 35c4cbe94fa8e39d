using System.Net;
using Connector.Core.Access;
using Connector.Core.Sync;

namespace Connector.Service.Access;

/// <summary>Says whose a shown token is. The API asks with every request, the console at sign-in.</summary>
internal sealed class TokenAccess(ITokenStore tokens, AttemptLimit attempts, ILogger<TokenAccess> log, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task _touching = Task.CompletedTask;

    /// <param name="text">What was shown as a token; null: something that cannot be one.</param>
    /// <param name="from">Failed attempts are counted by it.</param>
    /// <exception cref="StoreException">The store is out of reach.</exception>
    public async Task<Admission> AdmitAsync(string? text, IPAddress? from, CancellationToken cancellationToken)
    {
        if (text is not null
            && TokenText.TryReadId(text, out long id)
            && await tokens.FindAsync(id, cancellationToken) is var (token, hash)
            && TokenText.Fits(text, hash)
            && token.RevokedAt is null)
        {
            Touch(token);
            return new Admission(Identity.Of(token), null);
        }

        return new Admission(null, attempts.Fail(from));
    }

    /// <summary>Looks again at a token that was admitted before, for a sign-in that lasts longer than a request.</summary>
    /// <returns>Null: it was revoked since.</returns>
    public async Task<Identity?> RecallAsync(long id, CancellationToken cancellationToken)
    {
        if (await tokens.FindAsync(id, cancellationToken) is not ({ RevokedAt: null } token, _))
        {
            return null;
        }

        Touch(token);
        return Identity.Of(token);
    }

    public async ValueTask DisposeAsync() => await _touching;

    /// <summary>Notes the use beside the request, which need not wait for whoever writes to the store.</summary>
    private void Touch(AccessToken token)
    {
        lock (_gate)
        {
            if (_touching.IsCompleted)
            {
                _touching = TouchAsync(token);
            }
        }
    }

    private async Task TouchAsync(AccessToken token)
    {
        try
        {
            await tokens.TouchAsync(token, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None);
        }
        catch (StoreException e)
        {
            log.UseNotNoted(token.Name, e.Message);
        }
    }
}

/// <summary>What became of a shown token.</summary>
/// <param name="Identity">Null: it is nobody's, whatever the reason.</param>
/// <param name="Wait">There were too many failed attempts; how long to wait. Null: not yet.</param>
internal readonly record struct Admission(Identity? Identity, TimeSpan? Wait);
