using System.Globalization;
using System.Text;
using Connector.Core.Catalog;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica;

/// <summary>Builds the URLs that are asked of AppMetrica. The same request gives the same bytes.</summary>
internal static class ExportUrl
{
    /// <exception cref="ArgumentException">The request has no window where its resource takes dates, or a format the Logs API does not give.</exception>
    public static Uri Of(ExportRequest request)
    {
        AppMetricaSource source = request.Source;
        StringBuilder url = new(At(source, $"/logs/v1/export/{request.Resource.Name}.{Extension(source.Format)}"));
        url.Append(CultureInfo.InvariantCulture, $"?application_id={source.ApplicationId}");
        if (request.Resource.TakesDates)
        {
            ReceiveWindow window = request.Window
                ?? throw new ArgumentException($"An export of {request.Resource} needs a window.", nameof(request));
            (string since, string until) = ExportDates.Of(window, request.Zone);
            url.Append("&date_since=").Append(Uri.EscapeDataString(since));
            url.Append("&date_until=").Append(Uri.EscapeDataString(until));
        }

        if (request.Resource.TakesDateDimension)
        {
            url.Append("&date_dimension=receive");
        }

        url.Append("&fields=").AppendJoin(',', request.Fields.Select(Uri.EscapeDataString));
        if (source.SkipUnavailableShards)
        {
            url.Append("&skip_unavailable_shards=true");
        }

        if (request.Parts > 1)
        {
            url.Append(CultureInfo.InvariantCulture, $"&parts_count={request.Parts}&part_number={request.Part}");
        }

        return new Uri(url.ToString());
    }

    public static Uri OfApplication(AppMetricaSource source) =>
        new(At(source, string.Create(CultureInfo.InvariantCulture, $"/management/v1/application/{source.ApplicationId}")));

    public static Uri OfStatus(AppMetricaSource source) => new(At(source, "/management/v1/logsapi/status"));

    private static string At(AppMetricaSource source, string path) => source.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + path;

    private static string Extension(ExportFormat format) => format switch
    {
        ExportFormat.Json => "json",
        ExportFormat.Csv => "csv",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The Logs API gives JSON and CSV."),
    };
}
