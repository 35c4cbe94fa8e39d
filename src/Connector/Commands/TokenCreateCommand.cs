using System.CommandLine;
using Connector.Core.Access;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector token create</c>: the one moment in which a token's text is seen.</summary>
internal sealed class TokenCreateCommand : ConnectorCommand
{
    private readonly Option<string> _name = SharedOptions.Text("--name", "N", "Who or what will use it; the audit names it.", isRequired: true);
    private readonly Option<string> _role = SharedOptions.Text(
        "--role",
        "R",
        "viewer (looks at everything), operator (also syncs, backfills, retries, pauses) or admin (also edits config, erases, makes tokens).",
        isRequired: true);

    public TokenCreateCommand()
        : base(
            "create",
            "Makes a token for the API and the console, and prints it once: only its hash is kept.",
            "token create --name anna --role operator",
            "token create --name dashboards --role viewer --json")
    {
        Add(_name);
        Add(_role);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string name = call.Get(_name)!;
        if (!AccessToken.IsName(name))
        {
            throw new UsageException(
                $"'{name}' cannot name a token. Take letters and digits, with . _ - @ behind the first, at most {AccessToken.LongestName}; 'cli' is taken by the commands.");
        }

        string word = call.Get(_role)!;
        Role role = RoleWords.Find(word) ?? throw Invocation.Unknown(word, "role", Enum.GetValues<Role>().Select(RoleWords.Name));
        await using IStore store = await call.OpenStoreAsync(null, cancellationToken);
        string text = "";
        byte[] Hash(long id) => TokenText.Hash(text = TokenText.Make(id));
        AccessToken token = await store.Tokens.CreateAsync(name, role, Hash, AuditEntry.CommandLine, call.Now, cancellationToken)
            ?? throw new UsageException($"There is a token '{name}' already. Revoke it with 'connector token revoke {name}', or take another name.");
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteNumber("id", token.Id);
                json.WriteString("name", token.Name);
                json.WriteString("role", token.Role.Name());
                json.WriteString("token", text);
            });
        }
        else
        {
            call.Out.Line(text);
        }

        call.Messages.Note("The token is shown this once. Whoever has it has its rights: keep it like a password.");
        return ExitCode.Done;
    }
}
