using Connector.Core.Access;

namespace Connector.Tests.Api;

/// <summary>Every route there is, and who may use it: what a reviewer reads.</summary>
internal static class RouteTable
{
    /// <param name="Role">The least role; null: anybody.</param>
    /// <param name="Path">A path to call it by; what it names need not be there.</param>
    /// <param name="Body">A body it takes; null: none.</param>
    public sealed record Row(string Method, string Route, Role? Role, string Path, string? Body = null);

    public static readonly Row[] All =
    [
        new("GET", "/health/live", null, "/health/live"),
        new("GET", "/health/ready", null, "/health/ready"),
        new("GET", "/openapi/v1.json", null, "/openapi/v1.json"),

        new("GET", "/api/v1/integrations", Role.Viewer, "/api/v1/integrations"),
        new("GET", "/api/v1/integrations/{name}", Role.Viewer, "/api/v1/integrations/shop-app"),
        new("GET", "/api/v1/integrations/{name}/config", Role.Viewer, "/api/v1/integrations/shop-app/config"),
        new("GET", "/api/v1/runs", Role.Viewer, "/api/v1/runs"),
        new("GET", "/api/v1/runs/{id}", Role.Viewer, "/api/v1/runs/1"),
        new("GET", "/api/v1/runs/{id}/progress", Role.Viewer, "/api/v1/runs/9999/progress"),
        new("GET", "/api/v1/profiles", Role.Viewer, "/api/v1/profiles"),
        new("GET", "/api/v1/profiles/{id}", Role.Viewer, "/api/v1/profiles/0000000000000001"),
        new("GET", "/api/v1/merges", Role.Viewer, "/api/v1/merges"),
        new("GET", "/api/v1/goals", Role.Viewer, "/api/v1/goals"),
        new("GET", "/api/v1/goals/series", Role.Viewer, "/api/v1/goals/series"),
        new("GET", "/api/v1/rejects", Role.Viewer, "/api/v1/rejects"),
        new("GET", "/api/v1/destinations", Role.Viewer, "/api/v1/destinations"),
        new("GET", "/api/v1/deliveries", Role.Viewer, "/api/v1/deliveries"),
        new("POST", "/api/v1/validate", Role.Viewer, "/api/v1/validate"),
        new("POST", "/api/v1/preview", Role.Viewer, "/api/v1/preview", """{ "integration": "shop-app", "resource": "events", "records": [] }"""),

        new("POST", "/api/v1/integrations/{name}/sync", Role.Operator, "/api/v1/integrations/shop-app/sync"),
        new("POST", "/api/v1/integrations/{name}/pause", Role.Operator, "/api/v1/integrations/shop-app/pause"),
        new("POST", "/api/v1/integrations/{name}/resume", Role.Operator, "/api/v1/integrations/shop-app/resume"),
        new("POST", "/api/v1/integrations/{name}/backfills", Role.Operator, "/api/v1/integrations/shop-app/backfills", """{ "from": "2026-11-01", "to": "2026-11-02" }"""),
        new("POST", "/api/v1/runs/{id}/cancel", Role.Operator, "/api/v1/runs/9999/cancel"),
        new("POST", "/api/v1/merges/{id}/split", Role.Operator, "/api/v1/merges/9999/split"),
        new("POST", "/api/v1/rejects/retry", Role.Operator, "/api/v1/rejects/retry"),
        new("POST", "/api/v1/deliveries/retry", Role.Operator, "/api/v1/deliveries/retry"),

        new("PUT", "/api/v1/integrations/{name}", Role.Admin, "/api/v1/integrations/other-app", "{}"),
        new("DELETE", "/api/v1/profiles/{id}", Role.Admin, "/api/v1/profiles/0000000000009999"),
        new("GET", "/api/v1/tokens", Role.Admin, "/api/v1/tokens"),
        new("POST", "/api/v1/tokens", Role.Admin, "/api/v1/tokens", """{ "name": "cli", "role": "viewer" }"""),
        new("DELETE", "/api/v1/tokens/{id}", Role.Admin, "/api/v1/tokens/9999"),
        new("GET", "/api/v1/audit", Role.Admin, "/api/v1/audit"),
    ];
}
