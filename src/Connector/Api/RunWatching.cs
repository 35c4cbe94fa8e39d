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

    public async Task FollowAsync(ApiCall call, RunState run)
    {
        HttpResponse response = call.Http.Response;
        response.ContentType = "text/event-stream";
        // A proxy that gathers answers would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, lifetime.ApplicationStopping);
        try
        {
            RunProgress? last = await SendAllAsync(response, run.Id, stop.Token);
            if (last is not { IsOver: true })
            {
                // It is over, or another process reads it: the store knows as much as there is to know.
                await SendAsync(response, Of(await queries.GetRunAsync(run.Id, stop.Token) ?? run), stop.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // The stream just ends; whoever watches asks again.
        }
    }

    private async Task<RunProgress?> SendAllAsync(HttpResponse response, long run, CancellationToken cancellationToken)
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
                await turn.WaitAsync(cancellationToken);
                try
                {
                    await SendAsync(response, progress, cancellationToken);
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

    private static async Task SendAsync(HttpResponse response, RunProgress progress, CancellationToken cancellationToken)
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
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static RunProgress Of(RunState run) =>
        new(run.Id, run.Integration, run.Kind, run.Status, null, null, null, run.Counts, run.Status == RunStatus.Done ? 1 : null, null, run.Error);
}
