using Connector.Core.Sync;
using Connector.Output;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary>What went wrong, as a sentence and an exit code.</summary>
internal readonly record struct Fault(string Text, int ExitCode)
{
    /// <param name="showStack">Adds where the fault came from.</param>
    public static Fault Of(Exception exception, bool showStack)
    {
        Fault fault = exception switch
        {
            UsageException or ExportFileException => new Fault(exception.Message, Commands.ExitCode.Usage),
            StoreException or SourceException or OutputLostException => new Fault(exception.Message, Commands.ExitCode.Unreachable),
            _ => new Fault(
                $"Something went wrong that nobody foresaw: {exception.Message} What was stored is whole. Set CONNECTOR_DEBUG=1 to see where it happened.",
                Commands.ExitCode.Unreachable),
        };
        return showStack ? fault with { Text = $"{fault.Text}{Environment.NewLine}{exception}" } : fault;
    }
}
