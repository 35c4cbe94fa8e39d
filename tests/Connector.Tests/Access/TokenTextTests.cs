using Connector.Core.Access;

namespace Connector.Tests.Access;

public sealed class TokenTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_token_names_its_id_and_is_never_the_same_twice(long id)
    {
        string text = TokenText.Make(id);
        Assert.Matches($"^ct_{id}_[A-Za-z0-9_-]{{43}}$", text);
        Assert.True(TokenText.TryReadId(text, out long read));
        Assert.Equal(id, read);
        Assert.NotEqual(text, TokenText.Make(id));
    }

    [Fact]
    public void Only_the_whole_text_fits_its_hash()
    {
        string text = TokenText.Make(7);
        byte[] hash = TokenText.Hash(text);
        Assert.Equal(32, hash.Length);
        Assert.True(TokenText.Fits(text, hash));
        Assert.False(TokenText.Fits(text[..^1] + (text[^1] == 'a' ? 'b' : 'a'), hash));
        Assert.False(TokenText.Fits(text.Replace("ct_7_", "ct_8_"), hash));
        Assert.False(TokenText.Fits("", hash));
        Assert.False(TokenText.Fits(text, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ct_")]
    [InlineData("ct_1_")]
    [InlineData("ct__AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("ct_-1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_ 1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_99999999999999999999_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_9999999999999999999_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("CT_1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ct_1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_token_names_no_id(string text) => Assert.False(TokenText.TryReadId(text, out _));

    [Fact]
    public void Roles_are_found_by_their_words()
    {
        Assert.All(Enum.GetValues<Role>(), role => Assert.Equal(role, RoleWords.Find(role.Name())));
        Assert.Null(RoleWords.Find("Admin"));
        Assert.True(Role.Viewer < Role.Operator && Role.Operator < Role.Admin);
    }
}
