using Connector.Core.Catalog;

namespace Connector.Pages.Words;

/// <summary>Says where the records of an integration come from.</summary>
internal static class SourceWords
{
    public static string Of(RecordSource source) => source switch
    {
        AppMetricaSource appMetrica => $"AppMetrica, application {appMetrica.ApplicationId}",
        MetrixSource metrix => $"messages in Metrix's format, application {metrix.ApplicationId}",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };
}
