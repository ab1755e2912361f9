using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http.Features;

namespace Bits.Backend.Http;

/// <summary>Requires a capability of the caller. A capability with a scope takes it from <c>scope</c> in the route or
/// the query.</summary>
sealed record CapabilityRequirement(string Capability, AuditAction Action) : IAuthorizationRequirement;

/// <summary>Guards endpoints that are not calls with capabilities.</summary>
static class CapabilityPolicies
{
    public static void AddCapabilityPolicies(this IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationHandler, CapabilityHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, CapabilityRefusals>();
    }

    /// <summary>Admits only callers who have the capability now, by the database, not by the token. Each view and each
    /// denial leaves an event.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="capability">The needed capability.</param>
    /// <param name="action">The name of the view in the audit log.</param>
    /// <param name="kept">The class of its events.</param>
    public static TBuilder RequireCapability<TBuilder>(
        this TBuilder endpoint, string capability, string action, AuditClass kept = AuditClass.Admin)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(
            policy => policy.AddRequirements(new CapabilityRequirement(capability, new(action, kept))));

    /// <summary>Gets the resolved scope of the requirement.</summary>
    public static Scope AuthorizedScope(this HttpContext http) => http.Features.GetRequiredFeature<Admission>().Scope!.Value;

    /// <summary>Gets the caller that the requirement admitted.</summary>
    public static Caller AuthorizedCaller(this HttpContext http) => http.Features.GetRequiredFeature<Admission>().Caller;

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
                http.Features.Set(admission);
                context.Succeed(requirement);
            }
            catch (FaultException fault)
            {
                http.Features.Set(fault);
                context.Fail();
            }
        }
    }

    // Answers a denial with the same problem document as a call.
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
