using System.Net.Http.Headers;
using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Vendors.Http;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Connector.Vendors.AppMetrica;

/// <summary>Sends a GET to AppMetrica until it gets an answer.</summary>
internal sealed class AppMetricaRequests(Sender sender, HostPipelines pipelines)
{
    /// <param name="fresh">Whether to have a new file made.</param>
    /// <exception cref="SourceException">There was no answer, or the token cannot be sent.</exception>
    public async Task<Reply> GetAsync(AppMetricaSource source, Uri url, bool fresh, Patience patience, CancellationToken cancellationToken)
    {
        string token = TokenOf(source);
        try
        {
            return await pipelines.ExecuteAsync(
                url,
                patience,
                async attempt =>
                {
                    using HttpRequestMessage request = Request(url, token, fresh);
                    return await sender.SendAsync(request, token, attempt);
                },
                cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new SourceException($"AppMetrica cannot be reached at {url.Host}: {e.Message.TrimEnd('.')}. Check source.baseUrl and the network; the next run goes on from here.", e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new SourceException(
                $"AppMetrica at {url.Host} did not answer within {HostPipelines.HeaderLimit.TotalMinutes:0} minutes, several times. The next run goes on from here.", e);
        }
        catch (BrokenCircuitException e)
        {
            throw new SourceException($"AppMetrica at {url.Host} fails most requests and is left alone for a while. The next run goes on from here.", e);
        }
    }

    private static HttpRequestMessage Request(Uri url, string token, bool fresh)
    {
        HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("OAuth", token);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Connector", null));
        if (fresh)
        {
            request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        }

        return request;
    }

    private static string TokenOf(AppMetricaSource source)
    {
        string token = source.Token.Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and < '\x7f')
            ? token
            : throw new SourceRefusedException(
                "The token of the source is empty or holds characters no token has. Put the OAuth token of a user who may view "
                + $"application {source.ApplicationId} into source.token.");
    }
}
