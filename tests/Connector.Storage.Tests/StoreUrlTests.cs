using Connector.Core.Sync;

namespace Connector.Storage.Tests;

public sealed class StoreUrlTests
{
    [Theory]
    [InlineData("sqlite:data/connector.db", "data/connector.db")]
    [InlineData("SQLite: C:\\data\\a b.db ", "C:\\data\\a b.db")]
    [InlineData("sqlite:/var/lib/connector.db", "/var/lib/connector.db")]
    public void A_sqlite_url_names_its_file(string text, string path) => Assert.Equal(path, StoreUrl.Parse(text).Path);

    [Fact]
    public void A_url_is_printed_as_it_is_written() => Assert.Equal("sqlite:a.db", StoreUrl.Parse("sqlite:a.db").ToString());

    [Theory]
    [InlineData("postgres://user:secret@db/connector")]
    [InlineData("postgresql://user:secret@db/connector")]
    [InlineData("Host=db;Username=user;Password=secret")]
    [InlineData("password=secret; Server = db")]
    public void PostgreSQL_is_refused_for_now_without_repeating_the_password(string text)
    {
        StoreException e = Assert.Throws<StoreException>(() => StoreUrl.Parse(text));
        Assert.Contains("PostgreSQL", e.Message);
        Assert.Contains("sqlite:PATH", e.Message);
        Assert.DoesNotContain("secret", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sqlite:")]
    [InlineData("data/connector.db")]
    [InlineData("mysql://user:secret@db")]
    public void Anything_else_is_refused_with_what_to_write(string text)
    {
        StoreException e = Assert.Throws<StoreException>(() => StoreUrl.Parse(text));
        Assert.Contains("sqlite:PATH", e.Message);
        Assert.DoesNotContain("secret", e.Message);
    }
}
