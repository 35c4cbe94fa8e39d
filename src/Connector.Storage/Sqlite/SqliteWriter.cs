using Connector.Core.Telemetry;

namespace Connector.Storage.Sqlite;

/// <summary>The one connection of this process that writes. One transaction at a time; the others wait their turn.</summary>
internal sealed class SqliteWriter(SqliteSession session, WriteQueue? queue, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isDisposed;

    /// <summary>Set by whoever has the turn.</summary>
    private bool _isClosed;

    public SqliteSession Session { get; } = session;

    /// <summary>Without a queue nothing is ever written: transactions only read.</summary>
    public bool IsReadOnly => queue is null;

    /// <summary>After this, <see cref="Commit"/> or not, <see cref="End"/> must follow.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of meanwhile.</exception>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (queue is null)
            {
                Session.Execute("begin");
            }
            else
            {
                await BeginImmediateAsync(queue, cancellationToken);
            }
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    public void Commit() => Session.Execute("commit");

    /// <summary>Lets the next one write. What was not committed never was.</summary>
    public void End()
    {
        try
        {
            // After a full disk SQLite may have rolled back by itself.
            if (Session.InTransaction)
            {
                Session.Execute("rollback");
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One small transaction of its own.</summary>
    public async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The store was opened for reading.");
        }

        await BeginAsync(cancellationToken);
        try
        {
            T result = write(Session);
            DurableSteps.Passed(DurableSteps.WriteWritten);
            Commit();
            DurableSteps.Passed(DurableSteps.WriteCommitted);
            return result;
        }
        finally
        {
            End();
        }
    }

    /// <summary>The same, on the disk when it returns: for what nobody reads again after a power cut.</summary>
    public async ValueTask<T> WriteDurablyAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        T result = await WriteAsync(write, cancellationToken);
        WriteAheadLog.Flush(Session.Path);
        return result;
    }

    /// <summary>Waits for who writes just now, and for whoever queued before; who queues behind it is told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        await _turn.WaitAsync();
        _isClosed = true;
        Session.Dispose();

        // Not disposed of: it holds nothing of the system, and a waiter would never be woken.
        _turn.Release();
    }

    private async ValueTask BeginImmediateAsync(WriteQueue places, CancellationToken cancellationToken)
    {
        var patience = new Patience(time, Session.Path);
        using IDisposable place = await places.EnterAsync(patience, cancellationToken);
        while (!Session.TryExecute("begin immediate"))
        {
            await patience.WaitAsync(Pause, cancellationToken);
        }
    }
}
