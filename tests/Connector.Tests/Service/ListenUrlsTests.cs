using Connector.Commands;
using Connector.Service;

namespace Connector.Tests.Service;

public sealed class ListenUrlsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://localhost:8080", false)]
    [InlineData("http://[::1]:8080", false)]
    [InlineData("http://*:8080", true)]
    [InlineData("http://0.0.0.0:8080", true)]
    [InlineData("http://connector.example.com", true)]
    [InlineData("http://10.0.0.7:9000", true)]
    public void An_address_says_whether_others_can_reach_it(string url, bool isOpen)
    {
        Assert.Equal([url], ListenUrls.Read(url));
        Assert.Equal(isOpen, ListenUrls.IsOpenToOthers(url));
    }

    [Fact]
    public void Several_addresses_stand_with_semicolons_between() =>
        Assert.Equal(["http://127.0.0.1:1", "http://[::1]:1"], ListenUrls.Read("http://127.0.0.1:1; http://[::1]:1;"));

    [Theory]
    [InlineData("", "'' is no address to listen on.")]
    [InlineData(" ; ", "is no address to listen on.")]
    [InlineData("8080", "'8080' is no address to listen on.")]
    [InlineData("127.0.0.1:8080", "'127.0.0.1:8080' is no address to listen on.")]
    [InlineData("ftp://127.0.0.1:8080", "'ftp://127.0.0.1:8080' is no address to listen on.")]
    [InlineData("http://127.0.0.1:8080/path", "is no address to listen on.")]
    [InlineData("http://127.0.0.1:65536", "'http://127.0.0.1:65536' is no address to listen on.")]
    [InlineData("http://127.0.0.1:-1", "is no address to listen on.")]
    [InlineData("http://a b:1", "is no address to listen on.")]
    [InlineData("https://127.0.0.1:8443", "Put a proxy that has the certificate before it.")]
    [InlineData("http://localhost:0", "localhost has two addresses")]
    public void What_is_no_address_is_refused_with_a_cure(string text, string message) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => ListenUrls.Read(text)).Message);
}
