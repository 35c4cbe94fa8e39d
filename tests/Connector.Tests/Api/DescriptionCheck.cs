using System.Text.RegularExpressions;
using Connector.Tests.Configuration;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Connector.Tests.Api;

/// <summary>Compares answers with what the description says of them.</summary>
internal sealed class DescriptionCheck(string document)
{
    private readonly JObject _document = Closed(Read(document));

    public void Check(HttpRequestMessage request, HttpResponseMessage response, string text)
    {
        string path = new Uri(new Uri("http://x"), request.RequestUri!.OriginalString).AbsolutePath;
        // An answer without a body and a kind is the web server's own: what came was no HTTP, so it never reached a route.
        if (OperationOf(path, request.Method.Method) is not { } operation || (text.Length == 0 && response.StatusCode == System.Net.HttpStatusCode.BadRequest))
        {
            return;
        }

        string status = ((int)response.StatusCode).ToString();
        JToken answer = operation["responses"]![status] ?? throw Xunit.Sdk.FailException.ForFailure($"{request.Method} {path} answered {status}, which is not described: {text}");
        answer = Resolve(answer);
        if (answer["content"] is not JObject content)
        {
            Assert.Equal("", text);
            return;
        }

        string mediaType = response.Content.Headers.ContentType!.MediaType!;
        Assert.True(content[mediaType] is not null, $"{request.Method} {path} answered {status} with {mediaType}, which is not described.");
        if (mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            var schema = new JObject((JObject)content[mediaType]!["schema"]!) { ["components"] = _document["components"] };
            Assert.True(new SchemaCheck(schema).Accepts(ReadToken(text)), $"{request.Method} {path} answered {status} with something else than is described: {text}");
        }
    }

    private JObject? OperationOf(string path, string method) => _document["paths"]!.Children<JProperty>()
        .OrderBy(one => one.Name.Contains('{'))
        .Where(one => Regex.IsMatch(path, $"^{Regex.Replace(Regex.Escape(one.Name), @"\\\{[^}]+}", "[^/]+")}$"))
        .Select(one => one.Value[method.ToLowerInvariant()])
        .OfType<JObject>()
        .FirstOrDefault();

    private JToken Resolve(JToken token) =>
        token["$ref"] is { } reference ? _document.SelectToken(((string)reference!)[2..].Replace('/', '.'))! : token;

    /// <summary>An answer may get more members in time; until it is described, one of ours has none that is not.</summary>
    private static JObject Closed(JObject document)
    {
        foreach (JObject schema in document.Descendants().OfType<JProperty>().Where(one => one is { Name: "properties", Value: JObject }).Select(one => (JObject)one.Parent!).ToArray())
        {
            schema["additionalProperties"] ??= false;
        }

        return document;
    }

    private static JObject Read(string text) => (JObject)ReadToken(text);

    private static JToken ReadToken(string text) =>
        JToken.ReadFrom(new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None, FloatParseHandling = FloatParseHandling.Decimal });
}
