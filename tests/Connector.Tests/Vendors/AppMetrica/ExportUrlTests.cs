using Connector.Core.Catalog;
using Connector.Core.Records;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica;

namespace Connector.Tests.Vendors.AppMetrica;

public sealed class ExportUrlTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    public static TheoryData<string, ExportFormat, string> Everything
    {
        get
        {
            TheoryData<string, ExportFormat, string> data = [];
            foreach (LogResource resource in LogResource.All)
            {
                data.Add(resource.Name, ExportFormat.Json, "json");
                data.Add(resource.Name, ExportFormat.Csv, "csv");
            }

            return data;
        }
    }

    [Fact]
    public void Events_are_asked_for_in_the_zone_of_the_application_up_to_the_second_before_the_end() =>
        Assert.Equal(
            "https://api.appmetrica.yandex.com/logs/v1/export/events.json?application_id=1111"
            + "&date_since=2026-11-22%2012%3A00%3A00&date_until=2026-11-22%2012%3A59%3A59&date_dimension=receive"
            + "&fields=event_name,event_json",
            ExportUrl.Of(Request(LogResource.Events)).AbsoluteUri);

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_resource_is_asked_for_with_the_parameters_it_takes(string name, ExportFormat format, string extension)
    {
        LogResource resource = LogResource.Find(name)!;
        Uri url = ExportUrl.Of(Request(resource, source => source with { Format = format }));
        Assert.Equal($"/logs/v1/export/{name}.{extension}", url.AbsolutePath);
        Assert.Equal(name is not "push_tokens", url.Query.Contains("&date_since=", StringComparison.Ordinal));
        Assert.Equal(name is not "push_tokens", url.Query.Contains("&date_until=", StringComparison.Ordinal));
        Assert.Equal(name is not ("push_tokens" or "postbacks"), url.Query.Contains("&date_dimension=receive", StringComparison.Ordinal));
    }

    [Fact]
    public void Push_tokens_need_no_window() =>
        Assert.Equal(
            "https://api.appmetrica.yandex.com/logs/v1/export/push_tokens.json?application_id=1111&fields=event_name,event_json",
            ExportUrl.Of(Request(LogResource.PushTokens) with { Window = null }).AbsoluteUri);

    [Fact]
    public void A_resource_with_dates_needs_a_window() =>
        Assert.Throws<ArgumentException>(() => ExportUrl.Of(Request(LogResource.Events) with { Window = null }));

    [Fact]
    public void Parts_are_named_only_where_there_are_several()
    {
        Assert.DoesNotContain("part", ExportUrl.Of(Request(LogResource.Events)).Query, StringComparison.Ordinal);
        Assert.EndsWith("&parts_count=4&part_number=0", ExportUrl.Of(Request(LogResource.Events) with { Parts = 4 }).Query, StringComparison.Ordinal);
        Assert.EndsWith("&parts_count=4&part_number=3", ExportUrl.Of(Request(LogResource.Events) with { Parts = 4, Part = 3 }).Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_shards_are_accepted_only_if_the_source_says_so()
    {
        Assert.DoesNotContain("shards", ExportUrl.Of(Request(LogResource.Events)).Query, StringComparison.Ordinal);
        Assert.Contains(
            "&skip_unavailable_shards=true",
            ExportUrl.Of(Request(LogResource.Events, source => source with { SkipUnavailableShards = true })).Query,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_is_not_in_it() =>
        Assert.DoesNotContain(LogsApiHarness.Token, ExportUrl.Of(Request(LogResource.Events)).AbsoluteUri, StringComparison.Ordinal);

    [Fact]
    public void Free_names_of_attributes_are_encoded() =>
        Assert.EndsWith(
            "&fields=profile_id,Doctor%20Type,a%26b%2Cc,%D0%B8%D0%BC%D1%8F",
            ExportUrl.Of(Request(LogResource.ProfilesV2) with { Fields = ["profile_id", "Doctor Type", "a&b,c", "имя"] }).AbsoluteUri,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/logs/v1/export/")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000/logs/v1/export/")]
    [InlineData("http://127.0.0.1:5000/am/", "http://127.0.0.1:5000/am/logs/v1/export/")]
    public void The_base_may_have_a_path(string baseUrl, string start) =>
        Assert.StartsWith(
            start, ExportUrl.Of(Request(LogResource.Events, source => source with { BaseUrl = new Uri(baseUrl) })).AbsoluteUri, StringComparison.Ordinal);

    private static ExportRequest Request(LogResource resource, Func<AppMetricaSource, AppMetricaSource>? change = null)
    {
        AppMetricaSource source = LogsApiHarness.SourceOf(AppMetricaSource.DefaultBaseUrl);
        return new ExportRequest(change?.Invoke(source) ?? source, resource, ["event_name", "event_json"], LogsApiHarness.Noon, Moscow);
    }
}
