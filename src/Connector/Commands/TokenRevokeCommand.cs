using System.CommandLine;
using Connector.Core.Access;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector token revoke</c>.</summary>
internal sealed class TokenRevokeCommand : ConnectorCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The token's name." };

    public TokenRevokeCommand()
        : base("revoke", "Takes a token's rights away, at once and for good.", "token revoke anna") => Add(_name);

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string name = call.Get(_name)!;
        await using IStore store = await call.OpenStoreAsync(null, cancellationToken);
        if (!await store.Tokens.RevokeAsync(name, AuditEntry.CommandLine, call.Now, cancellationToken))
        {
            IReadOnlyList<AccessToken> tokens = await store.Tokens.ListAsync(cancellationToken);
            throw Invocation.Unknown(name, "valid token", tokens.Where(token => token.RevokedAt is null).Select(token => token.Name));
        }

        call.Messages.Note($"The token {name} is revoked.");
        return ExitCode.Done;
    }
}
