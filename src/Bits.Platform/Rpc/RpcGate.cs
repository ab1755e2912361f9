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
    /// scope. One round trip asks for the caller and the scope; a slug takes one more.</summary>
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
            await AuthorizeAsync(db, call, caller, request!, facts, ct);
            return (new(call, request!, caller, scope), null);
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
        if (Query(call, bound) is not { } facts)
            return (await account.ReadAsync(db, ct), bound, null);

        var (found, seen) = await account.ReadWithAsync(facts, db, ct);
        return (found, bound, seen);
    }

    async Task<((Caller Caller, string State) Found, BoundRequest Bound, ScopeFacts? Facts)> LookUpAsync(
        NpgsqlConnection db, ReceivedCall call, BatchedQuery<(Caller Caller, string State)> account, NamedScope slug, CancellationToken ct)
    {
        var (found, id) = await account.ReadWithAsync(slug.Query, db, ct);
        var bound = id is { } known ? BoundRequest.Of(call.Method, slug.With(known)) : new(null, slug.Missing());

        return (found, bound, Query(call, bound) is { } facts ? await facts.ReadAsync(db, ct) : null);
    }

    BatchedQuery<ScopeFacts?>? Query(ReceivedCall call, BoundRequest bound) => (bound.Request as IScopedRequest)?.Scope is { } scope
        ? authorizer.Query(scope, call.Method.Rules.Capability, writes: !call.Method.Rules.Reads)
        : null;

    async Task AuthorizeAsync(
        NpgsqlConnection db, ReceivedCall call, Caller caller, object request, ScopeFacts? facts, CancellationToken ct)
    {
        if (request is IWeighedRequest { Weight: > 1 and var weight })
            limits.CountMore(call.Invocation.Identity!.Key, call.Method.Rules.Rate, weight - 1);

        var decision = await authorizer.DecideAsync(db, caller, call.Method.Rules.Capability, facts, ct);
        if (!decision.Allowed)
            throw FaultException.PermissionDenied(decision.Rule, decision.Why);
        if (!call.Method.Rules.Reads)
            Authorizer.RequireActive(call.Method.Rules.Capability, facts);
        if (call.Method.Rules.StepUp && request is not IStepUpRequest { NeedsStepUp: false })
            stepUp.Require(caller);
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
