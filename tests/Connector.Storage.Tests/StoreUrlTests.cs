using Connector.Core.Sync;
using Npgsql;

namespace Connector.Storage.Tests;

public sealed class StoreUrlTests
{
    [Theory]
    [InlineData("sqlite:data/connector.db", "data/connector.db")]
    [InlineData("SQLite: C:\\data\\a b.db ", "C:\\data\\a b.db")]
    [InlineData("sqlite:/var/lib/connector.db", "/var/lib/connector.db")]
    public void A_sqlite_url_names_its_file(string text, string path) => Assert.Equal(path, Assert.IsType<SqliteUrl>(StoreUrl.Parse(text)).Path);

    [Fact]
    public void A_url_is_printed_as_it_is_written() => Assert.Equal("sqlite:a.db", StoreUrl.Parse("sqlite:a.db").ToString());

    [Theory]
    [InlineData("postgres://user:se%3Bcret@db:5433/connector")]
    [InlineData("postgresql://user:se%3Bcret@db:5433/connector?sslmode=require")]
    [InlineData("Host=db;Port=5433;Database=connector;Username=user;Password=\"se;cret\"")]
    [InlineData(" password='se;cret'; Server = db; port=5433; user id=user; database=connector")]
    public void PostgreSQL_is_named_by_an_address_or_its_parts_and_printed_without_the_password(string text)
    {
        PostgresUrl url = Assert.IsType<PostgresUrl>(StoreUrl.Parse(text));
        var address = new NpgsqlConnectionStringBuilder(url.ConnectionString);
        Assert.Equal(("db", 5433, "connector", "user", "se;cret"), (address.Host, address.Port, address.Database, address.Username, address.Password));
        Assert.Equal("Host=db;Port=5433;Database=connector", url.ToString());
    }

    [Theory]
    [InlineData("Host=db;Database=connector", true, 5)]
    [InlineData("Host=db;Database=connector;Tcp Keepalive Time=60", false, 60)]
    [InlineData("Host=/var/run/postgresql;Database=connector", false, 0)]
    public void Who_waits_for_a_server_that_was_cut_off_learns_it_unless_told_otherwise(string text, bool isOn, int seconds)
    {
        var address = new NpgsqlConnectionStringBuilder(Assert.IsType<PostgresUrl>(StoreUrl.Parse(text)).ConnectionString);

        Assert.Equal((isOn, seconds), (address.TcpKeepAlive, address.TcpKeepAliveTime));
    }

    [Theory]
    [InlineData("Database=connector;Password=secret")]
    [InlineData("Host=db;Pasword=secret")]
    [InlineData("Host=db;Port=secret")]
    [InlineData("postgres://user:secret@db/connector?nonsense=secret")]
    [InlineData("postgres://user:secret@:x/")]
    public void What_is_wrong_with_an_address_of_PostgreSQL_is_said_without_repeating_it(string text)
    {
        StoreException e = Assert.Throws<StoreException>(() => StoreUrl.Parse(text));
        Assert.Contains("PostgreSQL", e.Message);
        Assert.DoesNotContain("secret", e.ToString());
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
