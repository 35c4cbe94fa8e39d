using Connector.Core.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Connector.Service.Access;

/// <summary>Who may do what: a policy for each role, which every role above it fulfils as well.</summary>
internal static class Roles
{
    /// <summary>For endpoints: <c>RequireAuthorization(Roles.AtLeast(Role.Operator))</c>.</summary>
    public static string AtLeast(Role role) => role.Name();

    /// <summary>Authentication by token, and policies that refuse everything nobody thought about.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<AttemptLimit>();
        services.AddSingleton<TokenAccess>();
        services.AddAuthenticationCore(options => options.DefaultScheme = BearerHandler.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        services.AddAuthorization(options =>
        {
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            foreach (Role role in Enum.GetValues<Role>())
            {
                options.AddPolicy(AtLeast(role), policy => policy
                    .RequireAuthenticatedUser()
                    .RequireAssertion(context => Identity.Of(context.User)?.Role >= role));
            }
        });
    }

    /// <returns>The role that the request's endpoint asks for; null: none.</returns>
    public static string? NeededBy(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(one => one.Policy).FirstOrDefault(policy => policy is not null);
}
