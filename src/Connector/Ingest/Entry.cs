using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Connector.Api;
using Connector.Core.Ingest;
using Connector.Core.Sync;
using Connector.Service.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Connector.Ingest;

/// <summary>
/// The door for messages in Metrix's format: <c>POST /</c>, beside the console's <c>GET /</c>. It answers 200 when the messages are on
/// the disk; what becomes of them is decided afterwards.
/// </summary>
internal sealed class Entry(EntryKeys keys, AttemptLimit attempts, IInbox inbox, ILogger<Entry> log, TimeProvider time)
{
    private const int MostFaultsTold = 1000;
    private const string RetryAfterFault = "5";

    [ThreadStatic]
    private static RequestBody? _body;

    public static bool Takes(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.Value is "/" or "";

    public async Task AnswerAsync(HttpContext http)
    {
        try
        {
            await TakeAsync(http);
        }
        catch (ApiProblem problem)
        {
            await problem.WriteAsync(http);
        }
        catch (BadHttpRequestException e)
        {
            await ApiProblem.OfStatus(e.StatusCode).WriteAsync(http);
        }
        catch (StoreException e)
        {
            log.NotKept(e.Message);
            http.Response.Headers.RetryAfter = RetryAfterFault;
            await new ApiProblem(
                StatusCodes.Status503ServiceUnavailable, "store-unavailable", "The messages cannot be kept now.", "Nothing of the request was taken. Send it again in a while, with the same ids.").WriteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The sender went away and will send again, if it cares.
            http.Abort();
        }
    }

    private async Task TakeAsync(HttpContext http)
    {
        // The server's own limit would cut the connection, and many a sender would not see why: here it is our own, with an answer.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        // The key comes first: whoever has none learns nothing, not even what a right body would be.
        Sender sender = keys.Find(http.Request.Headers["X-Application-Id"].ToString(), http.Request.Headers["X-API-Key"].ToString()) ?? throw Refused(http);
        if (sender.Limit?.Take() is { } wait)
        {
            RetryAfter(http, wait);
            throw new ApiProblem(
                StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests.", $"This application may send {sender.Source.Rate} requests a second. Send this one again after the seconds that Retry-After names.");
        }

        int largest = sender.Source.LargestBody;
        if (http.Request.ContentLength > largest)
        {
            throw TooLarge(largest);
        }

        if (http.Request.Headers.ContentEncoding.Count > 0)
        {
            throw new ApiProblem(StatusCodes.Status415UnsupportedMediaType, "unsupported-encoding", "The body is packed.", "Send it as it is, without Content-Encoding.");
        }

        PipeReader reader = http.Request.BodyReader;
        ReadOnlySequence<byte> sent = await ReadAsync(reader, largest, http.RequestAborted);
        int messages;
        try
        {
            ReadOnlyMemory<byte> body = WithoutMark(sent.IsSingleSegment ? sent.First : sent.ToArray());
            messages = Check(body.Span);
            await inbox.KeepAsync(new TakenRequest(sender.Integration, sender.Source.ApplicationId, time.GetUtcNow().ToUnixTimeMilliseconds(), body));
        }
        finally
        {
            reader.AdvanceTo(sent.End);
        }

        await AcceptAsync(http.Response, messages);
    }

    private static async Task<ReadOnlySequence<byte>> ReadAsync(PipeReader reader, int largest, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > largest)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(largest);
            }

            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Some senders begin what they send with a byte order mark.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;

    private static int Check(ReadOnlySpan<byte> body)
    {
        RequestBody read = _body ??= new RequestBody();
        return read.Read(body) ? read.Messages.Count : throw Wrong([.. read.Faults]);
    }

    private static ValueTask<FlushResult> AcceptAsync(HttpResponse response, int messages)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        Span<byte> answer = response.BodyWriter.GetSpan(32);
        bool fits = System.Text.Unicode.Utf8.TryWrite(answer, CultureInfo.InvariantCulture, $"{{\"accepted\":{messages}}}", out int length);
        System.Diagnostics.Debug.Assert(fits, "A number of messages has ten digits at most.");
        response.ContentLength = length;
        response.BodyWriter.Advance(length);
        return response.BodyWriter.FlushAsync();
    }

    /// <summary>A right key passes at any time; who tries wrong ones, whatever the application, has to wait between them.</summary>
    private ApiProblem Refused(HttpContext http)
    {
        if (attempts.Fail(http.Connection.RemoteIpAddress) is not { } wait)
        {
            return NotNamed;
        }

        RetryAfter(http, wait);
        return new ApiProblem(
            StatusCodes.Status429TooManyRequests, "too-many-attempts", "Too many requests were refused.", "Correct X-Application-Id and X-API-Key, and wait the seconds that Retry-After names.");
    }

    private static void RetryAfter(HttpContext http, TimeSpan wait) =>
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static ApiProblem NotNamed => new(
        StatusCodes.Status403Forbidden, "refused", "The request is refused.", "X-Application-Id and X-API-Key do not name an application that may send here.");

    private static ApiProblem TooLarge(int largest) => new(
        StatusCodes.Status413PayloadTooLarge, "too-large", "The request is too large.", $"A request may have {largest} bytes. Send fewer messages at once.");

    private static ApiProblem Wrong(RequestFault[] faults) => new(
        StatusCodes.Status400BadRequest, "bad-body", "The body is wrong, and nothing of it was taken.", faults.Length == 1 ? faults[0].Text : $"{faults.Length} things are wrong with it; see errors.")
    {
        Members = json => Write(json, faults),
    };

    private static void Write(Utf8JsonWriter json, RequestFault[] faults)
    {
        json.WriteStartArray("errors");
        foreach (RequestFault fault in faults.Take(MostFaultsTold))
        {
            json.WriteStartObject();
            json.WriteString("pointer", fault.Pointer);
            json.WriteString("detail", fault.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
