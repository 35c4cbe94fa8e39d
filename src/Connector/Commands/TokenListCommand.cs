using Connector.Core.Access;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector token list</c>.</summary>
internal sealed class TokenListCommand() : ConnectorCommand("list", "Lists tokens, revoked ones too.", "token list", "token list --json")
{
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        IReadOnlyList<AccessToken> tokens = await store.Tokens.ListAsync(cancellationToken);
        var table = new TextTable("name", "role", "created", "last used", "revoked");
        foreach (AccessToken token in tokens)
        {
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteToken(token));
            }
            else
            {
                table.Add(token.Name, token.Role.Name(), Times.Text(token.CreatedAt), TextOf(token.LastUsedAt), TextOf(token.RevokedAt));
            }
        }

        if (tokens.Count == 0)
        {
            call.Messages.Note("There are no tokens. 'connector token create' makes one.");
        }
        else if (!call.IsJson)
        {
            table.Write(call.Out.Line);
        }

        return ExitCode.Done;
    }

    private static string TextOf(long? time) => time is { } at ? Times.Text(at) : "-";
}
