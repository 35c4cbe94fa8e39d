using System.Net.Http.Headers;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Vendors.Http.Outbound;

namespace Connector.Vendors.Altcraft;

/// <summary>Tells Altcraft of profiles (<c>profiles/import</c>) and goals (<c>goals/register</c>), one a request.</summary>
/// <remarks>
/// Altcraft refuses a request whose headers and body are those of one of the last day. <c>Request-ID</c> makes two messages two requests
/// although they say the same, and lets the repeat of a request without an answer be known as one: refused as a repeat, it arrived.
/// </remarks>
/// <param name="databases">Of the config, by name: their fields have types.</param>
/// <param name="handler">Usually <see cref="Http.VendorHandler.Create"/>; stays the caller's.</param>
public sealed class AltcraftClient(
    AltcraftDestination destination, IReadOnlyDictionary<string, Database> databases, HttpMessageHandler handler, TimeProvider time) : IDestinationClient
{
    private readonly OutboundChannel _channel = new(handler, destination.Pace, destination.Token, time);
    private readonly Uri _root = new(destination.BaseUrl.AbsoluteUri.TrimEnd('/') + "/api/v1.1/");

    public DateTimeOffset? ClosedUntil => _channel.ClosedUntil;

    public int Fit(IReadOnlyList<Delivery> messages) => 1;

    public async Task<SendResult> SendAsync(IReadOnlyList<Delivery> messages, CancellationToken cancellationToken)
    {
        Delivery delivery = messages[0];
        MessageBody body = MessageBody.Read(delivery.Message.Body);
        string? knownAs = AltcraftRequest.IdThere(delivery, body);
        string? missing = AltcraftRequest.WhatIsMissing(destination, body, knownAs);
        if (missing is not null)
        {
            return new SendResult.Refused(0, 0, missing);
        }

        byte[] text = AltcraftRequest.Write(destination, databases, delivery, body);
        var url = new Uri(_root, body.Goal is null ? "profiles/import" : "goals/register");
        return await _channel.SendAsync(
            () => Request(url, text, RequestId(delivery)), answer => AltcraftAnswer.Read(answer, knownAs is not null, body.Goal is not null), cancellationToken);
    }

    public void Dispose() => _channel.Dispose();

    /// <summary>The same until Altcraft itself answered, and that is kept: then it knows the request, and a new attempt is a new one.</summary>
    private static string RequestId(Delivery delivery) =>
        delivery.Answers > 0 ? $"{delivery.Message.MessageId}-{delivery.Answers}" : delivery.Message.MessageId.ToString();

    private HttpRequestMessage Request(Uri url, byte[] text, string id)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(text) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", destination.Token);
        request.Headers.Add("Request-ID", id);
        return request;
    }
}
