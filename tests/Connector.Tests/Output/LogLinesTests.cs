using Connector.Output;
using Connector.Testing;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.Output;

public sealed class LogLinesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_line_has_time_level_source_and_text() => Assert.Equal(
        "2026-11-22T12:00:00Z warn Client: 3 tries: it broke\n",
        Written(asJson: false, "Connector.Vendors.Client", log => log.LogWarning(new InvalidOperationException("it broke"), "{Count} tries", 3)));

    [Fact]
    public void A_json_line_is_one_object() => Assert.Equal(
        """{"at":"2026-11-22T12:00:00Z","level":"info","source":"Connector.Vendors.Client","event":7,"name":"Tried","text":"3 tries of Лиза","values":{"Count":3,"Who":"Лиза"},"exception":null,"trace":null}""" + "\n",
        Written(asJson: true, "Connector.Vendors.Client", log => log.LogInformation(new EventId(7, "Tried"), "{Count} tries of {Who}", 3, "Лиза")));

    [Fact]
    public void A_json_line_names_the_trace_it_belongs_to()
    {
        using var activity = new System.Diagnostics.Activity("test");
        activity.Start();
        Assert.Contains($"\"trace\":\"{activity.TraceId}\"", Written(asJson: true, "Client", log => log.LogInformation("read")));
    }

    [Fact]
    public void Paths_and_queries_of_requests_stay_out_at_every_level() =>
        Assert.Empty(Written(asJson: false, "Microsoft.AspNetCore.Hosting.Diagnostics", log => log.LogInformation("GET /?value=anna"), LogLevel.Debug));

    [Fact]
    public void What_is_below_the_level_and_the_chatter_of_scheduler_and_web_server_are_left_out()
    {
        Assert.Empty(Written(asJson: false, "Client", log => log.LogDebug("detail")));
        Assert.Empty(Written(asJson: false, "Quartz.Core.QuartzScheduler", log => log.LogInformation("started")));
        Assert.NotEmpty(Written(asJson: false, "Quartz.Core.QuartzScheduler", log => log.LogWarning("late")));
        Assert.Empty(Written(asJson: false, "Microsoft.AspNetCore.Hosting.Diagnostics", log => log.LogInformation("GET /api/v1/profiles?value=anna@x.io")));
        Assert.NotEmpty(Written(asJson: false, "Microsoft.AspNetCore.Server.Kestrel", log => log.LogWarning("slow")));
        Assert.Empty(Written(asJson: false, "Microsoft.Extensions.Hosting.Internal.Host", log => log.LogError("cannot listen")));
    }

    private static string Written(bool asJson, string category, Action<ILogger> write, LogLevel least = LogLevel.Information)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var log = new LogLines(new Messages(error, isQuiet: true), least, asJson, showStacks: false, new FixedNow(Noon));
        write(log.CreateLogger(category));
        return error.ToString();
    }
}
