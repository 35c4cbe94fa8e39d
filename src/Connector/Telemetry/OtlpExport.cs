using System.Reflection;
using Connector.Core.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Connector.Telemetry;

/// <summary>Sends metrics and traces out by OTLP, as the standard variables <c>OTEL_..</c> say. What is left is sent when it is disposed of.</summary>
internal sealed class OtlpExport : IDisposable
{
    /// <summary>Nothing is sent where it is not set.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceName = "connector";

    /// <summary>The web server's own meter, of which requests alone are wanted. Its traces are not: they hold paths, and with them people's keys.</summary>
    private const string WebMeter = "Microsoft.AspNetCore.Hosting";

    /// <summary>Milliseconds for what is left of traces, and as many for metrics.</summary>
    private const int LongestFarewell = 2_000;

    private readonly OpenTelemetrySdk _sdk;

    private OtlpExport(OpenTelemetrySdk sdk) => _sdk = sdk;

    /// <param name="environment">Gives a variable's value; null: it is not set.</param>
    /// <returns>Null: nobody wants it.</returns>
    public static OtlpExport? Start(Func<string, string?> environment) =>
        string.IsNullOrWhiteSpace(environment(EndpointVariable)) ? null : new OtlpExport(OpenTelemetrySdk.Create(builder =>
        {
            builder.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Add(new Variables(environment)).Build());
            builder
                .ConfigureResource(Describe)
                .WithMetrics(metrics => metrics.AddMeter(Instruments.Name, WebMeter).AddView(WantedOfWeb).AddOtlpExporter())
                .WithTracing(traces => traces.AddSource(Instruments.Name).AddOtlpExporter());
        }));

    public void Dispose()
    {
        // A collector that does not answer is not waited for as long as an export would be.
        _sdk.TracerProvider.Shutdown(LongestFarewell);
        _sdk.MeterProvider.Shutdown(LongestFarewell);
        _sdk.Dispose();
    }

    private static MetricStreamConfiguration? WantedOfWeb(System.Diagnostics.Metrics.Instrument instrument) =>
        instrument.Meter.Name == WebMeter && instrument.Name != "http.server.request.duration" ? MetricStreamConfiguration.Drop : null;

    private static void Describe(ResourceBuilder resource)
    {
        // Before the variables' own, which therefore win.
        string version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        resource.Clear().AddService(ServiceName, serviceVersion: version).AddTelemetrySdk().AddEnvironmentVariableDetector();
    }

    /// <summary>The environment as the command sees it.</summary>
    private sealed class Variables(Func<string, string?> environment) : ConfigurationProvider, IConfigurationSource
    {
        public override bool TryGet(string key, out string? value) => (value = environment(key)) is not null;

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
