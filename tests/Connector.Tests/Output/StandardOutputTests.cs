using System.Text;
using Connector.Output;

namespace Connector.Tests.Output;

/// <summary>What is printed for people and for programs.</summary>
public sealed class StandardOutputTests
{
    [Theory]
    [InlineData("plain, \tтекст 😀", "plain, \tтекст 😀")]
    [InlineData("\u001b[31mred\u0007", "\ufffd[31mred\ufffd")]
    [InlineData("a\rb\u009bc\u007f", "a\ufffdb\ufffdc\ufffd")]
    public void What_an_app_sent_never_tells_the_terminal_anything(string text, string shown)
    {
        using var stream = new MemoryStream();
        using (var output = new StandardOutput(stream))
        {
            output.Line(text);
        }

        Assert.Equal(shown + "\n", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
