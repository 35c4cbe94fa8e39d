using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Connector.Sandbox;

/// <summary>One request as it came and how it was answered.</summary>
/// <param name="Url">Path and query exactly as sent.</param>
public sealed record SandboxRequest(string Method, string Url, DateTimeOffset At)
{
    /// <summary>Those of interest, by name in any case. They are no part of the text of this record, for one of them holds the token.</summary>
    public required ImmutableDictionary<string, string> Headers { get; init; }

    /// <summary>The answer's status; 0 until the answer begins.</summary>
    public int Code { get; internal set; }

    /// <summary>Whether the answer broke off before its end.</summary>
    public bool Aborted { get; internal set; }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public override string ToString() => $"{Code} {Method} {Url}{(Aborted ? " (aborted)" : "")}";
}

/// <summary>The newest requests, in the order they came. It tells whoever waits when one came or was answered.</summary>
public sealed class RequestLog : IEnumerable<SandboxRequest>
{
    private const int Kept = 10_000;

    private readonly ConcurrentQueue<SandboxRequest> _requests = new();
    private TaskCompletionSource _change = NextChange();

    public IEnumerator<SandboxRequest> GetEnumerator() => _requests.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Clear() => _requests.Clear();

    /// <summary>Ends when there are so many requests.</summary>
    public Task ReachesAsync(int count, CancellationToken cancellationToken) => UntilAsync(() => _requests.Count >= count, cancellationToken);

    /// <summary>Ends when what is asked is so; it is asked whenever a request has come or its answer has ended.</summary>
    public async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before it is asked: what changes meanwhile is not missed.
            Task change = Volatile.Read(ref _change).Task;
            if (isSo())
            {
                return;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    internal void Add(SandboxRequest request)
    {
        _requests.Enqueue(request);
        if (_requests.Count > Kept)
        {
            _requests.TryDequeue(out _);
        }

        TellChange();
    }

    /// <summary>A request came or was answered.</summary>
    internal void TellChange() => Interlocked.Exchange(ref _change, NextChange()).SetResult();

    private static TaskCompletionSource NextChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
