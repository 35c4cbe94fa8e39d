using Connector.Core.Records;

namespace Connector.Core.Sync;

/// <summary>A window that a run is going to read.</summary>
/// <param name="Window">Null: a resource without dates.</param>
/// <param name="Move">What moves when it, or the part of it up to the given time, is in the store.</param>
internal sealed record WindowStep(WindowReader Reader, ReceiveWindow? Window, Func<DateTimeOffset, ProgressMove> Move)
{
    /// <summary>Reads windows of all resources in time order. A resource that fails is left; the others go on, unless the token was refused.</summary>
    public static async Task ReadAllAsync(IReadOnlyList<WindowStep> steps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<LogResource, SourceException>();
        foreach (WindowStep step in steps.OrderBy(step => step.Window?.From ?? DateTimeOffset.MinValue))
        {
            if (failures.ContainsKey(step.Reader.Resource))
            {
                continue;
            }

            try
            {
                await step.Reader.ReadAsync(step.Window, step.Move, now, cancellationToken);
            }
            catch (SourceException e) when (e is not SourceRefusedException)
            {
                failures.Add(step.Reader.Resource, e);
            }
        }

        switch (failures.Count)
        {
            case 1:
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures.Values.Single());
                break;
            case > 1:
                throw new SourceException(string.Join(" ", failures.Select(failure => $"{failure.Key.Name}: {failure.Value.Message}")), failures.Values.First());
        }
    }
}
