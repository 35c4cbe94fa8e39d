using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>Each check of <see cref="Accessibility"/> finds what it is for, and nothing on a good page.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Good = """
        <!DOCTYPE html>
        <html lang="en">
        <head><title>Good</title><style>:focus-visible { outline: 3px solid #036 } body { background: #fff; color: #222 }</style></head>
        <body>
          <main>
            <h1>Good</h1><h2>Part</h2>
            <form><label for="name">Name</label> <input id="name" style="border: 1px solid #666"> <button>Send</button></form>
            <p><a href="#x">A link</a> <img src="data:," alt=""></p>
            <table><tr><th scope="col">A</th></tr><tr><td>1</td></tr></table>
            <svg role="img" aria-label="A line" width="9" height="9"><path d="M0 0h9"/></svg>
          </main>
        </body>
        </html>
        """;

    [Fact]
    public async Task A_good_page_has_no_fault() => Assert.Empty(await FaultsAsync(Good));

    [Theory]
    [InlineData("lang", " lang=\"en\"", "")]
    [InlineData("title", "<title>Good</title>", "")]
    [InlineData("main", "main>", "div>")]
    [InlineData("heading", "<h2>Part</h2>", "<h3>Part</h3>")]
    [InlineData("heading", "<h1>Good</h1>", "")]
    [InlineData("heading", "<h2>Part</h2>", "<h2> </h2>")]
    [InlineData("id", "<h2>", "<h2 id=\"name\">")]
    [InlineData("reference", "for=\"name\"", "for=\"nom\" aria-label=\"x\"")]
    [InlineData("label", "<label for=\"name\">Name</label>", "Name")]
    [InlineData("name", "<button>Send</button>", "<button></button>")]
    [InlineData("name", "A link", "")]
    [InlineData("alt", " alt=\"\"", "")]
    [InlineData("alt", " aria-label=\"A line\"", "")]
    [InlineData("table", "<th scope=\"col\">A</th>", "<td>A</td>")]
    [InlineData("table", " scope=\"col\"", "")]
    [InlineData("tabindex", "<button>", "<button tabindex=\"3\">")]
    [InlineData("contrast", "color: #222", "color: #999")]
    [InlineData("contrast", "background: #fff", "background: rgb(0 0 0 / 80%)")]
    [InlineData("edge", "solid #666", "solid #ddd")]
    [InlineData("focus", "outline: 3px solid #036", "outline: none")]
    [InlineData("focus", "outline: 3px solid #036", "outline: 3px solid #eee")]
    [InlineData("width", "<h2>", "<h2 style=\"width: 3000px\">")]
    public async Task Each_fault_is_found(string rule, string from, string to)
    {
        Assert.Contains(from, Good);
        string[] faults = await FaultsAsync(Good.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith(rule + ": ", StringComparison.Ordinal));
    }

    private async Task<string[]> FaultsAsync(string html)
    {
        IPage page = await chromium.OpenAsync("about:blank");
        await page.SetContentAsync(html);
        string[] faults = await Accessibility.FaultsAsync(page);
        await page.Context.CloseAsync();
        return faults;
    }
}
