using System.Runtime.InteropServices;

namespace Connector.Commands;

/// <summary>Ctrl-C and SIGTERM: the first asks to stop, which lets the batch in hand be committed; the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _asked;

    public Interruption()
    {
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop),
        ];
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _asked) > 1)
        {
            Environment.Exit(ExitCode.Interrupted);
        }

        _stop.Cancel();
    }
}
