using Connector.Sandbox.Faults;
using Connector.Tests.Service;

namespace Connector.Tests.Telemetry;

public sealed class OtlpExportTests
{
    [Fact]
    public async Task Metrics_and_traces_of_a_service_arrive_at_a_receiver()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        await using RunningService service = await RunningService.StartAsync((bench, sandbox) =>
        {
            sandbox.Faults.Add(FaultKind.MalformedRecord);
            bench.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Url;
            bench.Variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            bench.Variables["OTEL_METRIC_EXPORT_INTERVAL"] = "100";
            bench.Variables["OTEL_BSP_SCHEDULE_DELAY"] = "100";
            bench.Variables["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=tests";
            return Task.CompletedTask;
        });
        using (var http = new HttpClient { BaseAddress = await service.UrlAsync() })
        {
            using HttpResponseMessage alive = await http.GetAsync("/health/live");
            Assert.True(alive.IsSuccessStatusCode);
            using HttpResponseMessage refused = await http.GetAsync("/api/v1/profiles/anna@example.com?value=anna@example.com");
            Assert.Equal(401, (int)refused.StatusCode);
        }

        foreach (string metric in new[]
        {
            "connector.records", "connector.rejects", "connector.batch.duration", "connector.export.wait_time", "connector.run.duration", "connector.lag", "connector.run.count",
            "http.server.request.duration", "/health/live", "/api/v1/profiles/{id}",
        })
        {
            await receiver.UntilAsync("/v1/metrics", metric);
        }

        foreach (string span in new[] { "sync", "window", "batch", "shop-app" })
        {
            await receiver.UntilAsync("/v1/traces", span);
        }

        Assert.Equal(0, await service.StopAsync());
        foreach (string path in new[] { "/v1/metrics", "/v1/traces" })
        {
            string sent = receiver.At(path);
            Assert.StartsWith("POST application/x-protobuf", sent);
            Assert.Contains("deployment.environment.name", sent);
            Assert.Contains("service.name\u0012\u000b\n\tconnector", sent);
            Assert.DoesNotContain("example.com", sent);
            Assert.DoesNotContain(service.Bench.Variables["TOKEN"], sent);
        }
    }

    [Fact]
    public void Nothing_is_sent_where_nobody_asks_for_it() => Assert.Null(Connector.Telemetry.OtlpExport.Start(_ => null));

    [Fact]
    public async Task A_collector_that_is_gone_neither_fails_a_service_nor_keeps_it_from_stopping()
    {
        await using RunningService service = await RunningService.StartAsync((bench, _) =>
        {
            bench.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1";
            bench.Variables["OTEL_BSP_SCHEDULE_DELAY"] = "10";
            return Task.CompletedTask;
        });
        await service.SaidAsync(2002);
        Assert.Equal(0, await service.StopAsync());
    }
}
