using Connector.Core.Access;

namespace Connector.Tests.Pages;

/// <summary>Every address of the console, and who may use it: what a reviewer reads.</summary>
internal static class PageTable
{
    /// <param name="Role">The least role; null: anybody.</param>
    /// <param name="Path">A path to call it by; what it names need not be there.</param>
    public sealed record Row(string Method, string Route, Role? Role, string Path);

    public static readonly Row[] All =
    [
        new("GET", "/assets/{file}", null, "/assets/nothing.css"),
        new("GET", "/sign-in", null, "/sign-in"),
        new("POST", "/sign-in", null, "/sign-in"),

        new("GET", "/", Role.Viewer, "/"),
        new("GET", "/integrations/{name}", Role.Viewer, "/integrations/shop-app"),
        new("GET", "/integrations/{name}/edit", Role.Viewer, "/integrations/shop-app/edit"),
        new("POST", "/integrations/{name}/edit", Role.Viewer, "/integrations/shop-app/edit"),
        new("GET", "/runs", Role.Viewer, "/runs"),
        new("GET", "/runs/{id}", Role.Viewer, "/runs/1"),
        new("GET", "/runs/{id}/progress", Role.Viewer, "/runs/1/progress"),
        new("GET", "/profiles", Role.Viewer, "/profiles"),
        new("GET", "/profiles/{id}", Role.Viewer, "/profiles/0000000000000001"),
        new("GET", "/goals", Role.Viewer, "/goals"),
        new("GET", "/rejects", Role.Viewer, "/rejects"),
        new("GET", "/deliveries", Role.Viewer, "/deliveries"),
        new("POST", "/sign-out", Role.Viewer, "/sign-out"),

        new("POST", "/integrations/{name}/sync", Role.Operator, "/integrations/shop-app/sync"),
        new("POST", "/integrations/{name}/pause", Role.Operator, "/integrations/shop-app/pause"),
        new("POST", "/integrations/{name}/resume", Role.Operator, "/integrations/shop-app/resume"),
        new("POST", "/integrations/{name}/backfills", Role.Operator, "/integrations/shop-app/backfills"),
        new("POST", "/runs/{id}/cancel", Role.Operator, "/runs/9999/cancel"),
        new("POST", "/rejects/retry", Role.Operator, "/rejects/retry"),
        new("POST", "/deliveries/retry", Role.Operator, "/deliveries/retry"),

        new("GET", "/new-integration", Role.Admin, "/new-integration"),
        new("POST", "/new-integration", Role.Admin, "/new-integration"),
        new("POST", "/integrations/{name}", Role.Admin, "/integrations/shop-app"),
        new("POST", "/profiles/{id}/merges/{merge}/split", Role.Operator, "/profiles/0000000000000001/merges/9999/split"),
        new("GET", "/profiles/{id}/erase", Role.Admin, "/profiles/0000000000000001/erase"),
        new("POST", "/profiles/{id}/erase", Role.Admin, "/profiles/0000000000000001/erase"),
        new("GET", "/tokens", Role.Admin, "/tokens"),
        new("POST", "/tokens", Role.Admin, "/tokens"),
        new("POST", "/tokens/{id}/revoke", Role.Admin, "/tokens/9999/revoke"),
        new("GET", "/audit", Role.Admin, "/audit"),
    ];
}
