using System.Text.Json;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Schedule;

namespace Connector.Api;

/// <summary>Sends a run's progress as server-sent events.</summary>
internal sealed class RunWatching(SyncControl control, IStoreQueries queries, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How often something is sent though nothing happens, so that whoever is between does not take the line for dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public Task FollowAsync(ApiCall call, RunState run) => FollowAsync(call.Http, run, progress => Task.FromResult(EventOf(progress)));

    /// <param name="eventOf">Makes an event of a run's progress, whole with the line that ends it.</param>
    public async Task FollowAsync(HttpContext http, RunState run, Func<RunProgress, Task<ReadOnlyMemory<byte>>> eventOf)
    {
        HttpResponse response = http.Response;
        response.ContentType = "text/event-stream";
        // A proxy that gathers answers would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            RunProgress? last = await SendAllAsync(response, run.Id, eventOf, stop.Token);
            if (last is not { IsOver: true })
            {
                // It is over, or another process reads it: the store knows as much as there is to know.
                await SendAsync(response, await eventOf(Of(await queries.GetRunAsync(run.Id, stop.Token) ?? run)), stop.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The stream just ends; whoever watches asks again.
        }
    }

    private async Task<RunProgress?> SendAllAsync(HttpResponse response, long run, Func<RunProgress, Task<ReadOnlyMemory<byte>>> eventOf, CancellationToken cancellationToken)
    {
        RunProgress? last = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var turn = new SemaphoreSlim(1);
        Task beating = BeatAsync(response, turn, over.Token);
        try
        {
            await foreach (RunProgress progress in control.WatchAsync(run, cancellationToken))
            {
                last = progress;
                ReadOnlyMemory<byte> text = await eventOf(progress);
                await turn.WaitAsync(cancellationToken);
                try
                {
                    await SendAsync(response, text, cancellationToken);
                }
                finally
                {
                    turn.Release();
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return last;
    }

    private async Task BeatAsync(HttpResponse response, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Silence, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                await response.WriteAsync(":\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private static async Task SendAsync(HttpResponse response, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static ReadOnlyMemory<byte> EventOf(RunProgress progress)
    {
        using var buffer = new MemoryStream();
        buffer.Write("event: progress\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteProgress(progress);
            json.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static RunProgress Of(RunState run) =>
        new(run.Id, run.Integration, run.Kind, run.Status, null, null, null, run.Counts, run.Status == RunStatus.Done ? 1 : null, null, run.Error);
}
