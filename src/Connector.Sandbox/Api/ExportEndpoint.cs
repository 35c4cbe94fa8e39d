using System.Globalization;
using System.IO.Compression;
using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Sandbox.Bodies;
using Connector.Sandbox.Data;
using Connector.Sandbox.Exports;
using Connector.Sandbox.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Connector.Sandbox.Api;

/// <summary><c>GET /logs/v1/export/{resource}.{format}</c>: asks for an export, polls it and takes its file, all by the same URL.</summary>
internal sealed class ExportEndpoint(SandboxOptions options, Access access, ApplicationShelf shelf, FaultBoard faults, CancellationToken stopping)
{
    // A move to parts is asked for until the answer has so many.
    private const int EnoughParts = 4;

    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(50);

    public async Task AnswerAsync(HttpContext context)
    {
        ExportFormat? format = context.Request.RouteValues["format"] switch { "json" => ExportFormat.Json, "csv" => ExportFormat.Csv, _ => null };
        LogResource? resource = LogResource.Find((string)context.Request.RouteValues["resource"]!);
        if (format is null || resource is null or { IsMessage: true })
        {
            await Reply.TextAsync(context, StatusCodes.Status404NotFound, "Not found");
            return;
        }

        if (faults.Hits(FaultKind.Stall))
        {
            await StallAsync(context);
            return;
        }

        if (await Applications.FindAsync(context, access) is not { } application)
        {
            return;
        }

        ApplicationShelf.Place place = shelf[application];
        ExportQuery query;
        try
        {
            query = ExportQueryReader.Read(context.Request.Query, resource, place.Zone);
            if (query.Fields.FirstOrDefault(field => faults.Hits(FaultKind.UnknownColumn, fault => fault.Column == field)) is { } gone)
            {
                throw ExportQueryReader.UnknownField(gone);
            }
        }
        catch (BadQueryException e)
        {
            await Reply.TextAsync(context, StatusCodes.Status400BadRequest, e.Message);
            return;
        }

        if (await RefuseAsync(context, query))
        {
            return;
        }

        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        QueueAnswer answer = place.Queue.Ask(target, OldestAllowed(context.Request), (now, number) => new Export(
            target, resource.EntityCode, format == ExportFormat.Csv, context.Request.QueryString.Value!.TrimStart('?'), now, number));
        await (answer switch
        {
            QueueAnswer.Queued => Reply.TextAsync(context, StatusCodes.Status202Accepted, Reply.Queued),
            QueueAnswer.Requeued => Reply.TextAsync(context, StatusCodes.Status202Accepted, Reply.Requeued),
            QueueAnswer.Wait wait => Reply.TextAsync(context, StatusCodes.Status202Accepted, Reply.Progress(wait.Percent)),
            QueueAnswer.Full => Reply.RefuseForNowAsync(context, faults, StatusCodes.Status429TooManyRequests, Reply.QueueFull),
            QueueAnswer.File file => SendAsync(context, format.Value, query, place, file.Export),
            _ => throw new InvalidOperationException("The queue gave an answer that the endpoint does not know."),
        });
    }

    /// <summary>Waits until the client is gone or the sandbox stops.</summary>
    private async Task StallAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Abort();
    }

    /// <returns>True: a fault answered.</returns>
    private async Task<bool> RefuseAsync(HttpContext context, ExportQuery query)
    {
        if (faults.Hits(FaultKind.QueueFull))
        {
            await Reply.RefuseForNowAsync(context, faults, StatusCodes.Status429TooManyRequests, Reply.QueueFull);
        }
        else if (faults.Take(FaultKind.ServerError) is { } fault)
        {
            await (fault.Number % 2 == 0
                ? Reply.TextAsync(context, StatusCodes.Status500InternalServerError, "Internal Server Error")
                : Reply.RefuseForNowAsync(context, faults, StatusCodes.Status503ServiceUnavailable, "Service Unavailable"));
        }
        else if (!query.SkipsShards && faults.Hits(FaultKind.ShardsUnavailable))
        {
            await Reply.TextAsync(context, StatusCodes.Status500InternalServerError, "Some shards are unavailable.");
        }
        else if (NeedsParts(query))
        {
            await Reply.TextAsync(context, StatusCodes.Status400BadRequest, Reply.MoreParts);
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool NeedsParts(ExportQuery query)
    {
        // Both ends are seconds of the window.
        long length = query.Window is { } window ? window.Until - window.Since + 1 : 0;
        return (query.Parts < EnoughParts && faults.Look(FaultKind.MorePartsAlways) is not null)
            || (query.Parts == 1 && faults.Look(FaultKind.MoreParts) is { } fault && length > fault.Number);
    }

    private async Task SendAsync(HttpContext context, ExportFormat format, ExportQuery query, ApplicationShelf.Place place, Export export)
    {
        bool gzip = context.Request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality != 0);
        BodyFlaws flaws = BodyFlaws.Draw(faults, format, gzip);
        flaws = flaws with { Mark = flaws.Mark || query.Mark };
        long? receivedUntil = options.HideFuture ? export.MadeAt!.Value.ToUnixTimeSeconds() : null;
        IEnumerable<Row> rows = new ExportRows(place, query, receivedUntil).Read();

        HttpResponse response = context.Response;
        response.ContentType = format == ExportFormat.Json ? "application/json" : "text/csv";
        if (options.RowsNumber)
        {
            response.Headers["Rows-Number"] = rows.LongCount().ToString(CultureInfo.InvariantCulture);
        }

        var writer = new BodyWriter(RowFormat.Of(format, query.Fields, flaws.RepeatedKeys), flaws, options.Time);
        if (!gzip)
        {
            await writer.WriteAsync(rows, response.Body, context.RequestAborted);
        }
        else
        {
            response.Headers.ContentEncoding = "gzip";
            var openEnded = new OpenEndedStream(response.Body);
            await using (openEnded)
            await using (var packed = new GZipStream(openEnded, CompressionLevel.Fastest, leaveOpen: true))
            {
                await writer.WriteAsync(rows, packed, context.RequestAborted);
                if (flaws.End is BodyEnd.NoTrailer or BodyEnd.Reset)
                {
                    openEnded.Stop();
                }
            }
        }

        if (flaws.End == BodyEnd.Reset)
        {
            // A reset overtakes bytes that the client has not taken yet; it should have begun with the body.
            await Task.Delay(BeforeReset, options.Time, context.RequestAborted);
            context.Abort();
        }
    }

    /// <returns>The age of the oldest file that will do: zero for <c>no-cache</c>; null: any file.</returns>
    private static TimeSpan? OldestAllowed(HttpRequest request) =>
        !CacheControlHeaderValue.TryParse(request.Headers.CacheControl.ToString(), out CacheControlHeaderValue? cache) ? null
        : cache.NoCache ? TimeSpan.Zero
        : cache.MaxAge;
}
