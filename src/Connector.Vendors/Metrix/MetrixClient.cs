using System.Net.Http.Headers;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Vendors.Http.Outbound;

namespace Connector.Vendors.Metrix;

/// <summary>Tells Metrix of users, actions and revenue: the messages of one user, as many as fit, in one request.</summary>
/// <param name="databases">Of the config, by name: their fields have types.</param>
/// <param name="handler">Usually <see cref="Http.VendorHandler.Create"/>; stays the caller's.</param>
public sealed class MetrixClient(
    MetrixDestination destination, IReadOnlyDictionary<string, Database> databases, HttpMessageHandler handler, TimeProvider time) : IDestinationClient
{
    /// <summary>Metrix names no limit. This keeps a request well below what servers usually take.</summary>
    private const int MostCharacters = 400_000;

    private readonly OutboundChannel _channel = new(handler, destination.Pace, destination.ApiKey, time);

    public DateTimeOffset? ClosedUntil => _channel.ClosedUntil;

    /// <summary>Those of one identity: a request has one.</summary>
    public int Fit(IReadOnlyList<Delivery> messages)
    {
        MetrixUser first = UserOf(messages[0]);
        int count = 1;
        int length = messages[0].Message.Body.Length;
        while (count < messages.Count && count < destination.Pace.BatchSize
            && (length += messages[count].Message.Body.Length) <= MostCharacters
            && UserOf(messages[count]) == first)
        {
            count++;
        }

        return count;
    }

    public Task<SendResult> SendAsync(IReadOnlyList<Delivery> messages, CancellationToken cancellationToken)
    {
        MetrixUser user = UserOf(messages[0]);
        byte[] text = MetrixRequest.Write(destination, databases, user, messages);
        return _channel.SendAsync(() => Request(text), answer => MetrixAnswer.Read(answer, user), cancellationToken);
    }

    public void Dispose() => _channel.Dispose();

    private MetrixUser UserOf(Delivery delivery) => MetrixUser.Of(destination, MessageBody.Read(delivery.Message.Body).Person);

    private HttpRequestMessage Request(byte[] text)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, destination.BaseUrl) { Content = new ByteArrayContent(text) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Application-Id", destination.ApplicationId);
        request.Headers.Add("X-API-Key", destination.ApiKey);
        return request;
    }
}

/// <summary>Who a user is to Metrix.</summary>
internal sealed record MetrixUser(string? CustomUserId, string? MetrixUserId)
{
    /// <summary>By what a user is registered there.</summary>
    public string Name => CustomUserId is not null ? $"customUserId:{CustomUserId}" : $"metrixUserId:{MetrixUserId}";

    /// <remarks>The profile's own id is as good as any, and better than to say nothing of somebody who has no other.</remarks>
    public static MetrixUser Of(MetrixDestination destination, PersonBody person)
    {
        string? custom = destination.UserId is { } field ? person.First(field) : person.CustomUserId;
        return new MetrixUser(custom ?? (person.MetrixUserId is null ? person.Id : null), person.MetrixUserId);
    }
}

/// <summary>What an answer of Metrix means.</summary>
internal static class MetrixAnswer
{
    public static Verdict Read(Answer answer, MetrixUser user)
    {
        string words = answer.Text.Length == 0 ? $"{answer.Status}" : $"{answer.Status}: {answer.Text}";
        return answer.Status switch
        {
            >= 200 and < 300 => new Verdict(Meaning.Taken, null, user.Name),

            // A wrong key, or an address that is not on the list in the panel.
            401 or 403 => new Verdict(Meaning.Closed, words),
            400 or 413 or 422 => new Verdict(Meaning.Refused, words),
            408 or 429 or >= 500 => new Verdict(Meaning.Later, words),

            // Such as 404: something stands between, or the address is wrong.
            _ => new Verdict(Meaning.Later, $"{answer.Status}: the answer is none of Metrix's."),
        };
    }
}
