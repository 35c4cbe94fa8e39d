using Connector.Core.Access;
using static Connector.Storage.Tests.Sample;

namespace Connector.Storage.Tests;

/// <summary>Who may use the service, and who changed what.</summary>
public abstract class AccessContract(StoreBacking backing) : StoreContract(backing)
{
    private ITokenStore Tokens => Store.Tokens;

    [Fact]
    public async Task A_token_is_found_by_its_id_with_the_hash_that_was_made_for_it()
    {
        AccessToken first = await CreateAsync("anna", Role.Operator);
        AccessToken second = await CreateAsync("boris", Role.Admin);

        Assert.Equal(new AccessToken(first.Id, "anna", Role.Operator, Noon, null, null), first);
        (AccessToken token, byte[] hash) = (await Tokens.FindAsync(second.Id, default))!.Value;
        Assert.Equal(second, token);
        Assert.Equal([(byte)second.Id, 7], hash);
        Assert.Equal([first, second], await Tokens.ListAsync(default));
        Assert.Null(await Tokens.FindAsync(99, default));
    }

    [Fact]
    public async Task A_name_in_use_is_refused_until_its_token_is_revoked()
    {
        AccessToken first = await CreateAsync("anna", Role.Viewer);
        Assert.Null(await Tokens.CreateAsync("anna", Role.Admin, HashOf, "cli", Noon, default));

        Assert.True(await Tokens.RevokeAsync("anna", "cli", Noon + 1, default));
        Assert.False(await Tokens.RevokeAsync("anna", "cli", Noon + 2, default));
        AccessToken again = await CreateAsync("anna", Role.Admin);

        Assert.Equal([first with { RevokedAt = Noon + 1 }, again], await Tokens.ListAsync(default));
        Assert.True(await Tokens.RevokeAsync(again.Id, "boris", Noon + 3, default));
        Assert.False(await Tokens.RevokeAsync(again.Id, "boris", Noon + 4, default));
        Assert.Equal(Noon + 3, (await Tokens.FindAsync(again.Id, default))!.Value.Token.RevokedAt);
        Assert.NotEqual(first.Id, again.Id);
    }

    [Fact]
    public async Task The_last_use_is_kept_to_the_minute_and_never_goes_back()
    {
        AccessToken token = await CreateAsync("anna", Role.Viewer);
        await Tokens.TouchAsync(token, Noon, default);
        token = (await Tokens.FindAsync(token.Id, default))!.Value.Token;
        Assert.Equal(Noon, token.LastUsedAt);

        await Tokens.TouchAsync(token, Noon + 59_999, default);
        Assert.Equal(Noon, (await Tokens.FindAsync(token.Id, default))!.Value.Token.LastUsedAt);
        await Tokens.TouchAsync(token, Noon + 60_000, default);
        await Tokens.TouchAsync(token with { LastUsedAt = null }, Noon + 3, default);
        Assert.Equal(Noon + 60_000, (await Tokens.FindAsync(token.Id, default))!.Value.Token.LastUsedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cli")]
    [InlineData("CLI")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a\n")]
    public async Task A_name_that_is_none_is_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Tokens.CreateAsync(name, Role.Viewer, HashOf, "cli", Noon, default));

    [Fact]
    public async Task Making_and_revoking_a_token_is_audited()
    {
        await CreateAsync("anna", Role.Operator);
        await Tokens.CreateAsync("anna", Role.Operator, HashOf, "cli", Noon, default);
        await Tokens.RevokeAsync("anna", "boris", Noon + 1, default);
        await Tokens.RevokeAsync("anna", "boris", Noon + 2, default);

        Assert.Equal(
            [(Noon + 1, "boris", "token.revoke", "anna", null), (Noon, "cli", "token.create", "anna", "operator")],
            (await Store.Audit.ListAsync(10, null, default)).Select(entry => (entry.At, entry.Actor, entry.Action, entry.Subject, entry.Detail)));
    }

    [Fact]
    public async Task The_audit_is_listed_newest_first_in_pages()
    {
        for (int i = 1; i <= 5; i++)
        {
            await Store.Audit.AppendAsync("anna", "integration.sync", $"app-{i}", i == 2 ? "by hand" : null, Noon + i, default);
        }

        IReadOnlyList<AuditEntry> first = await Store.Audit.ListAsync(3, null, default);
        IReadOnlyList<AuditEntry> second = await Store.Audit.ListAsync(3, first[^1].Id, default);

        Assert.Equal(["app-5", "app-4", "app-3"], first.Select(entry => entry.Subject));
        Assert.Equal(["app-2", "app-1"], second.Select(entry => entry.Subject));
        Assert.Equal(new AuditEntry(second[0].Id, Noon + 2, "anna", "integration.sync", "app-2", "by hand"), second[0]);
    }

    private async Task<AccessToken> CreateAsync(string name, Role role) => (await Tokens.CreateAsync(name, role, HashOf, "cli", Noon, default))!;

    private static byte[] HashOf(long id) => [(byte)id, 7];
}
