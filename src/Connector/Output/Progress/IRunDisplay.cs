using Connector.Core.Sync;

namespace Connector.Output.Progress;

/// <summary>Shows a run while it goes on.</summary>
internal interface IRunDisplay
{
    /// <param name="title">What people call the run: the integration's name.</param>
    /// <param name="run">Told where to report; its faults are the caller's.</param>
    Task ShowAsync(string title, Func<IRunObserver, Task> run);
}
