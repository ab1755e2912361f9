using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http.Features;

namespace Bits.Backend.Http;

/// <summary>The caller must have a capability; where it is about a scope, in the scope that the route or the query names as
/// <c>scope</c>.</summary>
sealed record CapabilityRequirement(string Capability, AuditAction Action) : IAuthorizationRequirement;

/// <summary>Puts capabilities before endpoints that are no calls.</summary>
static class CapabilityPolicies
{
    public static void AddCapabilityPolicies(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, CapabilityHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, CapabilityRefusals>();
    }

    /// <summary>Lets only those through who have the capability at that moment, by the database, not by the token; each
    /// look and each denial leaves an event.</summary>
    /// <param name="endpoint">What is looked at.</param>
    /// <param name="capability">What is needed.</param>
    /// <param name="action">What looking is called in the audit log.</param>
    /// <param name="kept">How long its events are kept.</param>
    public static TBuilder RequireCapability<TBuilder>(
        this TBuilder endpoint, string capability, string action, AuditClass kept = AuditClass.Admin)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(
            policy => policy.AddRequirements(new CapabilityRequirement(capability, new(action, kept))));

    /// <summary>The scope for which the requirement was met, as it was found.</summary>
    public static Scope AuthorizedScope(this HttpContext http) => http.Features.GetRequiredFeature<AuthorizedScopeFeature>().Scope;

    sealed record AuthorizedScopeFeature(Scope Scope);

    sealed class CapabilityHandler(CapabilityGate gate, HttpIdentity identities) : AuthorizationHandler<CapabilityRequirement>
    {
        protected override async Task HandleRequirementAsync(
            AuthorizationHandlerContext context, CapabilityRequirement requirement)
        {
            var http = (HttpContext)context.Resource!;
            try
            {
                var identity = await identities.ProveAsync(http);
                var look = new Look(requirement.Action, requirement.Capability)
                {
                    Scope = http.GetRouteValue("scope") as string ?? http.Request.Query["scope"].FirstOrDefault(),
                    At = $"{http.Request.Path}{http.Request.QueryString}",
                };
                var admission = await gate.EnterAsync(identity, look, HttpOrigin.Of(http), http.RequestAborted);
                http.Response.RegisterForDispose(admission);
                if (admission.Scope is { } scope)
                    http.Features.Set(new AuthorizedScopeFeature(scope));
                context.Succeed(requirement);
            }
            catch (FaultException fault)
            {
                http.Features.Set(fault);
                context.Fail();
            }
        }
    }

    // A refusal is the same problem document as that of a call.
    sealed class CapabilityRefusals : IAuthorizationMiddlewareResultHandler
    {
        readonly AuthorizationMiddlewareResultHandler _usual = new();

        public Task HandleAsync(
            RequestDelegate next, HttpContext http, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (http.Features.Get<FaultException>() is not { } fault)
                return _usual.HandleAsync(next, http, policy, authorizeResult);

            return RpcEndpoints.Refuse(http, fault).ExecuteAsync(http);
        }
    }
}
