using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Lets a caller through to a call, or says why not.</summary>
public sealed class RpcGate(Authorizer authorizer, RateLimits limits)
{
    /// <summary>Finds out who calls, and tells the transaction.</summary>
    /// <exception cref="FaultException">The transport has proved somebody who has no account, or no session any more.
    /// </exception>
    internal static Task<Caller> AuthenticateAsync(NpgsqlConnection db, RpcInvocation invocation, CancellationToken ct) =>
        CallerLookup.GetAsync(db, invocation.Identity!, invocation.Origin.RequestId, ct);

    /// <summary>Finds the scope of a scoped request, and decides the capability there.</summary>
    /// <returns>The scope; null for a request that is about none.</returns>
    /// <exception cref="FaultException">There is no such scope, the caller may not, or has done too much.</exception>
    internal async Task<Scope?> AuthorizeAsync(NpgsqlConnection db, RpcCall call, object request, CancellationToken ct)
    {
        var (caller, capability) = (call.Caller!, call.Method.Rules.Capability);

        ScopeFacts? facts = null;
        if (request is IScopedRequest { Scope: var scope })
            facts = await authorizer.FindScopeAsync(db, scope, ct)
                ?? throw FaultException.NotFound($"{scope.Type}_not_found", $"There is no {scope.Type} {scope.Id}.");

        if (request is IWeighedRequest { Weight: > 1 and var weight })
            limits.CountMore(call.Invocation.Identity!.Key, call.Method.Rules.Rate, weight - 1);

        call.Scope = facts?.Scope; // a denial names it too
        var decision = await authorizer.DecideAsync(db, caller, capability, facts, ct);
        return decision.Allowed ? facts?.Scope : throw FaultException.PermissionDenied(decision.Rule, decision.Why);
    }
}
