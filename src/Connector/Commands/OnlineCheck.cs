using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Vendors.AppMetrica;

namespace Connector.Commands;

/// <summary>Asks each source what can be known without starting an export.</summary>
internal sealed class OnlineCheck(Invocation call)
{
    /// <summary>Sources that refused or were out of reach.</summary>
    public int Errors { get; private set; }

    public int Warnings { get; private set; }

    /// <returns>The worst of what was found, as an exit code.</returns>
    public async Task<int> RunAsync(ConnectorCatalog catalog, CancellationToken cancellationToken)
    {
        using AppMetricaClient source = call.OpenSource();
        int worst = ExitCode.Done;
        foreach (Integration integration in catalog.Integrations.Values.Where(one => one.IsRead).OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            Finding finding = await AskAsync(source, integration, cancellationToken);
            Write(integration, finding);
            Errors += finding.IsError ? 1 : 0;
            Warnings += finding is { IsError: false, Text: not null } ? 1 : 0;
            worst = Math.Max(worst, finding.ExitCode);
        }

        return worst;
    }

    private static async Task<Finding> AskAsync(AppMetricaClient source, Integration integration, CancellationToken cancellationToken)
    {
        ApplicationDescription? application = null;
        try
        {
            application = await source.GetApplicationAsync(integration.AppMetrica, cancellationToken);
            bool available = await source.AreExportsAvailableAsync(integration.AppMetrica, cancellationToken);
            string? warning = integration.Source.TimeZone is { } zone && !SameZone(zone, application.TimeZone)
                ? $"source.timeZone is {zone}, but AppMetrica says {application.TimeZone}; local times would be read wrongly."
                : available ? null : "AppMetrica says that exports are not available now; a sync will wait for them.";
            return new Finding("ok", application, available, warning, ExitCode.Done);
        }
        catch (SourceRefusedException e)
        {
            return new Finding("refused", application, null, e.Message, ExitCode.Usage);
        }
        catch (SourceException e)
        {
            return new Finding("unreachable", application, null, e.Message, ExitCode.Unreachable);
        }
    }

    private void Write(Integration integration, Finding finding)
    {
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteString("integration", integration.Name);
                json.WriteString("status", finding.Status);
                json.WriteString("application", finding.Application?.Name);
                json.WriteString("timeZone", finding.Application?.TimeZone);
                if (finding.ExportsAvailable is { } available)
                {
                    json.WriteBoolean("exportsAvailable", available);
                }
                else
                {
                    json.WriteNull("exportsAvailable");
                }

                json.WriteString("text", finding.Text);
            });
            return;
        }

        call.Out.Line(finding.Application is { } application
            ? $"{integration.Name}: the token works; application {application.Id} is '{application.Name}', zone {application.TimeZone}; "
                + $"exports are {(finding.ExportsAvailable switch { true => "available", false => "not available", _ => "not known to be available" })}"
            : $"{integration.Name}: {finding.Status}");
        if (finding.Text is not null)
        {
            call.Out.Line($"  {(finding.IsError ? "error" : "warning")}: {finding.Text}");
        }
    }

    private static bool SameZone(string own, string told) =>
        own.Equals(told, StringComparison.OrdinalIgnoreCase)
        || (TimeZoneInfo.TryFindSystemTimeZoneById(own, out TimeZoneInfo? one) && TimeZoneInfo.TryFindSystemTimeZoneById(told, out TimeZoneInfo? other) && one.HasSameRules(other));

    /// <param name="Status"><c>ok</c>, <c>refused</c> or <c>unreachable</c>.</param>
    /// <param name="Text">What a person should know; null: nothing.</param>
    private sealed record Finding(string Status, ApplicationDescription? Application, bool? ExportsAvailable, string? Text, int ExitCode)
    {
        public bool IsError => ExitCode != Commands.ExitCode.Done;
    }
}
