using Microsoft.Playwright;

namespace Connector.EndToEnd.Browser;

/// <summary>The system's Chromium; a test without it fails and says what to install.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Usual = "/usr/bin/chromium";

    private static string Executable => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : Usual;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            throw new InvalidOperationException($"There is no {Executable}. Install it ('apt-get install chromium'), or name another with CHROMIUM.");
        }

        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        // The pages are our own and the machine may run tests as root, where Chromium's sandbox does not start.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A window of its own, with no cookies.</summary>
    internal async Task<IPage> OpenAsync(string url, Look? look = null, bool withScript = true)
    {
        Look shown = look ?? Look.Light;
        IBrowserContext context = await _browser!.NewContextAsync(new()
        {
            BaseURL = url,
            JavaScriptEnabled = withScript,
            ColorScheme = shown.Scheme,
            ViewportSize = new() { Width = shown.Width, Height = 900 },
            Locale = "en-GB",
            TimezoneId = "UTC",
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        return await context.NewPageAsync();
    }
}

/// <summary>How a page is looked at.</summary>
internal sealed record Look(string Name, ColorScheme Scheme, int Width)
{
    public static readonly Look Light = new("light", ColorScheme.Light, 1280);
    public static readonly Look Dark = new("dark", ColorScheme.Dark, 1280);
    public static readonly Look Phone = new("phone", ColorScheme.Light, 390);

    public static readonly Look[] All = [Light, Dark, Phone];
}
