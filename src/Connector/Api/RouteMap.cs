using Connector.Api.Routes;
using Connector.Service.Access;

namespace Connector.Api;

/// <summary>Maps declared routes to endpoints.</summary>
internal static class RouteMap
{
    public static void AddRoutes(this IServiceCollection services)
    {
        services.AddSingleton<RunWatching>();
        services.AddSingleton<IRoutes, IntegrationRoutes>();
        services.AddSingleton<IRoutes, ConfigRoutes>();
        services.AddSingleton<IRoutes, PreviewRoutes>();
        services.AddSingleton<IRoutes, RunRoutes>();
        services.AddSingleton<IRoutes, ProfileRoutes>();
        services.AddSingleton<IRoutes, MergeRoutes>();
        services.AddSingleton<IRoutes, GoalRoutes>();
        services.AddSingleton<IRoutes, RejectRoutes>();
        services.AddSingleton<IRoutes, DeliveryRoutes>();
        services.AddSingleton<IRoutes, AccessRoutes>();
        services.AddSingleton<IRoutes, ServiceRoutes>();
    }

    public static void MapRoutes(this WebApplication app)
    {
        foreach (Route route in app.Services.GetServices<IRoutes>().SelectMany(routes => routes.All))
        {
            IEndpointConventionBuilder endpoint = app.MapMethods(route.Path, [route.Method], http => HandleAsync(http, route))
                // Whoever describes the API finds the endpoint by its method.
                .WithMetadata(route, route.Handle.Method)
                .WithDisplayName(route.Name);
            if (route.Role is { } role)
            {
                endpoint.RequireAuthorization(Roles.AtLeast(role));
            }
            else
            {
                endpoint.AllowAnonymous();
            }
        }
    }

    private static Task HandleAsync(HttpContext http, Route route)
    {
        var call = new ApiCall(http, route);
        call.CheckParameters();
        return route.Handle(call);
    }
}
