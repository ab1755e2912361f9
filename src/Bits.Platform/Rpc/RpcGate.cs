using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Lets a received call through to its handler, or says why not.</summary>
public sealed class RpcGate(Authorizer authorizer, ScopeSlugs slugs, RateLimits limits, StepUp stepUp)
{
    /// <summary>Finds the caller, tells the transaction who acts, reads the request, and decides the capability in its
    /// scope. One round trip asks for the caller and the scope; a slug takes one more, and so does a write that keeps its
    /// scope from being archived meanwhile.</summary>
    /// <returns>The admitted call, or the refused one. The first that applies refuses: no account or no session for the
    /// proof, a malformed request, a missing scope, a missing capability, a used-up allowance, a sign-in too long ago.
    /// An unauthenticated caller learns nothing about the request.</returns>
    internal async Task<(AdmittedCall? Admitted, RefusedCall? Refused)> AdmitAsync(
        NpgsqlConnection db, ReceivedCall call, CancellationToken ct)
    {
        Caller? proved = null, caller = null;
        Scope? scope = null;
        try
        {
            var (found, (request, malformed), facts) = await LookUpAsync(db, call, ct);
            proved = CallerLookup.IsEnabled(found) ? found.Caller : null;
            caller = CallerLookup.Require(found);
            if (malformed is not null)
                throw malformed;

            facts = (request as IScopedRequest)?.Scope is { } named
                ? await authorizer.RequireVisibleAsync(
                    db, caller, call.Method.Rules.Capability, named, facts ?? authorizer.ImplicitScope(named), ct)
                : null;
            scope = facts?.Scope;
            return (new(call, request!, caller, await AuthorizeAsync(db, call, caller, request!, facts, ct)), null);
        }
        catch (FaultException fault)
        {
            return (null, new(call, fault) { Caller = caller, Proved = proved, Scope = scope });
        }
    }

    async Task<((Caller Caller, string State) Found, BoundRequest Bound, ScopeFacts? Facts)> LookUpAsync(
        NpgsqlConnection db, ReceivedCall call, CancellationToken ct)
    {
        var account = await CallerLookup.QueryAsync(db, call.Invocation.Identity!, call.Invocation.Origin.RequestId, ct);
        if (slugs.Find(call.Method, call.Body) is { } slug)
            return await LookUpAsync(db, call, account, slug, ct);

        var bound = BoundRequest.Of(call.Method, call.Body);
        if (Query(bound) is not { } facts)
            return (await account.ReadAsync(db, ct), bound, null);

        var (found, seen) = await account.ReadWithAsync(facts, db, ct);
        return (found, bound, seen);
    }

    async Task<((Caller Caller, string State) Found, BoundRequest Bound, ScopeFacts? Facts)> LookUpAsync(
        NpgsqlConnection db, ReceivedCall call, BatchedQuery<(Caller Caller, string State)> account, NamedScope slug, CancellationToken ct)
    {
        var (found, id) = await account.ReadWithAsync(slug.Query, db, ct);
        var bound = id is { } known ? BoundRequest.Of(call.Method, slug.With(known)) : new(null, slug.Missing());

        return (found, bound, Query(bound) is { } facts ? await facts.ReadAsync(db, ct) : null);
    }

    BatchedQuery<ScopeFacts?>? Query(BoundRequest bound) => (bound.Request as IScopedRequest)?.Scope is { } scope
        ? authorizer.Query(scope)
        : null;

    static bool NeedsHold(ReceivedCall call) => !call.Method.Rules.Reads && Capabilities.Get(call.Method.Rules.Capability).RefusesArchived;

    // Only after the decision: a lock of a hidden scope takes time that a missing one does not. What changed before the lock is
    // decided again.
    async Task<ScopeFacts> HoldAsync(NpgsqlConnection db, string capability, Caller caller, ScopeFacts seen, CancellationToken ct)
    {
        var held = await authorizer.HoldScopeAsync(db, seen.Scope, ct);
        if (held is null || held.Visibility != seen.Visibility)
        {
            held = await authorizer.RequireVisibleAsync(db, caller, capability, seen.Scope, held, ct);
            await RequireAllowedAsync(db, caller, capability, held, ct);
        }

        Authorizer.RequireActive(held);
        return held;
    }

    async Task RequireAllowedAsync(NpgsqlConnection db, Caller caller, string capability, ScopeFacts? facts, CancellationToken ct)
    {
        var decision = await authorizer.DecideAsync(db, caller, capability, facts, ct);
        if (!decision.Allowed)
            throw FaultException.PermissionDenied(decision.Rule, decision.Why);
    }

    // Returns the facts as they stay for a write that holds its scope.
    async Task<ScopeFacts?> AuthorizeAsync(
        NpgsqlConnection db, ReceivedCall call, Caller caller, object request, ScopeFacts? facts, CancellationToken ct)
    {
        if (request is IWeighedRequest { Weight: > 1 and var weight })
            limits.CountMore(call.Invocation.Identity!.Key, call.Method.Rules.Rate, weight - 1);

        await RequireAllowedAsync(db, caller, call.Method.Rules.Capability, facts, ct);
        if (facts is not null && NeedsHold(call))
            facts = await HoldAsync(db, call.Method.Rules.Capability, caller, facts, ct);
        if (call.Method.Rules.StepUp && request is not IStepUpRequest { NeedsStepUp: false })
            stepUp.Require(caller);

        return facts;
    }
}

/// <summary>A request as read from the wire, or what is wrong with it.</summary>
readonly record struct BoundRequest(object? Request, FaultException? Malformed)
{
    public static BoundRequest Of(RpcMethod method, JsonElement body)
    {
        try
        {
            return new(method.Bind(body), null);
        }
        catch (FaultException fault)
        {
            return new(null, fault);
        }
    }
}
