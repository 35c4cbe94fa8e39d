using System.Text.Json;
using Connector.Core.Access;
using Connector.Storage;

namespace Connector.Tests.Commands;

public sealed class TokenCommandTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_token_is_printed_once_and_only_its_hash_is_kept()
    {
        BenchRun run = await _bench.RunAsync("token", "create", "--name", "anna", "--role", "operator");
        Assert.Equal(0, run.Code);
        string text = Assert.Single(run.Lines);
        Assert.Contains("shown this once", run.Error);

        Assert.True(TokenText.TryReadId(text, out long id));
        await using SqliteStore store = await SqliteStore.OpenAsync(_bench.StorePath, TimeProvider.System, default);
        (AccessToken token, byte[] hash) = (await store.Tokens.FindAsync(id, default))!.Value;
        Assert.Equal(("anna", Role.Operator), (token.Name, token.Role));
        Assert.True(TokenText.Fits(text, hash));
        string[] files = [.. Directory.EnumerateFiles(_bench.PathOf("data"))];
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), System.Text.Encoding.Latin1);
            Assert.DoesNotContain(text[^20..], reader.ReadToEnd());
        });
    }

    [Fact]
    public async Task Json_gives_the_token_and_what_it_is()
    {
        BenchRun run = await _bench.RunAsync("token", "create", "--name", "dash", "--role", "viewer", "--json");
        JsonElement made = Assert.Single(run.Objects);
        Assert.Equal(("dash", "viewer"), (made.GetProperty("name").GetString(), made.GetProperty("role").GetString()));
        Assert.StartsWith($"ct_{made.GetProperty("id")}_", made.GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_name_in_use_is_refused_until_it_is_revoked()
    {
        await _bench.RunAsync("token", "create", "--name", "anna", "--role", "viewer");
        BenchRun again = await _bench.RunAsync("token", "create", "--name", "anna", "--role", "viewer");
        Assert.Equal(2, again.Code);
        Assert.Contains("There is a token 'anna' already.", again.Error);
        Assert.Empty(again.Out);

        Assert.Contains("Did you mean 'anna'?", (await _bench.RunAsync("token", "revoke", "ana")).Error);
        Assert.Equal(0, (await _bench.RunAsync("token", "revoke", "anna")).Code);
        Assert.Equal(2, (await _bench.RunAsync("token", "revoke", "anna")).Code);
        Assert.Equal(0, (await _bench.RunAsync("token", "create", "--name", "anna", "--role", "viewer")).Code);
    }

    [Fact]
    public async Task Tokens_are_listed_without_their_text()
    {
        Assert.Contains("There are no tokens.", (await _bench.RunAsync("token", "list")).Error);
        string text = (await _bench.RunAsync("token", "create", "--name", "anna", "--role", "admin")).Lines[0];
        await _bench.RunAsync("token", "revoke", "anna");

        BenchRun list = await _bench.RunAsync("token", "list");
        Assert.Equal(2, list.Lines.Length);
        Assert.Matches(@"^anna +admin +2026-11-22T12:00:00Z +- +2026-11-22T12:00:00Z$", list.Lines[1]);
        JsonElement one = Assert.Single((await _bench.RunAsync("token", "list", "--json")).Objects);
        Assert.Equal("""["id","name","role","createdAt","lastUsedAt","revokedAt"]""", JsonSerializer.Serialize(one.EnumerateObject().Select(member => member.Name)));
        Assert.DoesNotContain(text[5..], list.Out);
    }

    [Fact]
    public async Task Tokens_need_no_config()
    {
        Directory.Delete(_bench.PathOf("config"), recursive: true);
        Assert.Equal(0, (await _bench.RunAsync("token", "create", "--name", "anna", "--role", "admin")).Code);
        Assert.Equal(0, (await _bench.RunAsync("token", "list")).Code);
    }

    [Fact]
    public async Task What_commands_change_is_audited_as_theirs()
    {
        await _bench.RunAsync("token", "create", "--name", "anna", "--role", "admin");
        await _bench.RunAsync("token", "revoke", "anna");
        await using SqliteStore store = await SqliteStore.OpenAsync(_bench.StorePath, TimeProvider.System, default);
        Assert.Equal(
            [("cli", "token.revoke", "anna"), ("cli", "token.create", "anna")],
            (await store.Audit.ListAsync(9, null, default)).Select(entry => (entry.Actor, entry.Action, entry.Subject)));
    }
}
