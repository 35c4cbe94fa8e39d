using System.Net;
using System.Text.RegularExpressions;
using Connector.Core.Access;
using Connector.Tests.Api;

namespace Connector.Tests.Pages;

/// <summary>Somebody with a browser that keeps cookies, follows nothing by itself and runs no script.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;

    private Visitor(ApiBench bench)
    {
        Cookies = new CookieContainer();
        _http = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(bench.Url) };
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public CookieContainer Cookies { get; }

    public static Visitor Stranger(ApiBench bench) => new(bench);

    public static async Task<Visitor> SignedInAsync(ApiBench bench, Role role)
    {
        var visitor = new Visitor(bench);
        Page page = await visitor.SignInAsync(bench.Token(role));
        Assert.Equal((303, "/"), (page.Status, page.Location));
        return visitor;
    }

    public Task<Page> SignInAsync(string token, string then = "/") => SubmitAsync("/sign-in", "/sign-in", ("key", token), ("then", then));

    public async Task<Page> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request);
    }

    /// <summary>Opens a page and sends a form from it.</summary>
    public async Task<Page> SubmitAsync(string from, string path, params (string Name, string Value)[] fields)
    {
        Page page = await GetAsync(from);
        return await PostAsync(path, [("token", page.FormToken), .. fields]);
    }

    /// <summary>Sends just this.</summary>
    public Task<Page> PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
    });

    /// <summary>Opens a stream; the caller reads it line by line.</summary>
    public async Task<StreamReader> OpenAsync(string path)
    {
        HttpResponseMessage response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private async Task<Page> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await _http.SendAsync(request);
        string html = await response.Content.ReadAsStringAsync();
        return new Page(
            (int)response.StatusCode,
            html,
            response.Headers.Location?.OriginalString,
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join('\n', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What the service answered.</summary>
    /// <param name="Location">Where it leads; null: it stays.</param>
    internal sealed partial record Page(int Status, string Html, string? Location, IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>What a person reads, in one line.</summary>
        public string Words => Space().Replace(WebUtility.HtmlDecode(Tag().Replace(Html[Math.Max(0, Html.IndexOf("<body", StringComparison.Ordinal))..], " ")), " ");

        public string FormToken => Token().Match(Html) is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException($"{Status}: no form in {Html}");

        public Page Is(int status)
        {
            Assert.True(status == Status, $"{Status} instead of {status}: {Words}");
            return this;
        }

        [GeneratedRegex("""name="token" value="([^"]+)""")]
        private static partial Regex Token();

        [GeneratedRegex("<[^>]*>")]
        private static partial Regex Tag();

        [GeneratedRegex(@"\s+")]
        private static partial Regex Space();
    }
}
