using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Lets a caller through to a call, or says why not.</summary>
public sealed class RpcGate(Authorizer authorizer, RateLimits limits, StepUp stepUp)
{
    /// <summary>Finds out who calls, tells the transaction, reads the request, and decides the capability in its scope.
    /// Who calls and what the scope is are asked in one round trip.</summary>
    /// <returns>The request; of the call, the caller and the scope are known then.</returns>
    /// <exception cref="FaultException">The transport has proved somebody who has no account, or no session any more; or
    /// else the request is malformed; or else there is no such scope, the caller may not, has done too much, or must sign in again.</exception>
    internal async Task<object> EnterAsync(NpgsqlConnection db, RpcCall call, CancellationToken ct)
    {
        var (request, fault) = Bind(call);
        var scope = (request as IScopedRequest)?.Scope;

        var whoCalls = await CallerLookup.AskAsync(db, call.Invocation.Identity!, call.Invocation.Origin.RequestId, ct);
        var whatScope = scope is { } asked ? authorizer.Ask(asked) : null;
        var (found, facts) = whatScope is null
            ? (await whoCalls.AskAsync(db, ct), null)
            : await whoCalls.AskWithAsync(whatScope, db, ct);

        call.Proved = CallerLookup.IsEnabled(found) ? found.Caller : null;
        call.Caller = CallerLookup.Require(found);
        if (request is null)
            throw fault!;
        if (scope is { } named)
            facts ??= authorizer.Presume(named)
                ?? throw FaultException.NotFound($"{named.Type}_not_found", $"There is no {named.Type} {named.Id}.");
        await AuthorizeAsync(db, call, request, facts, ct);

        return request;
    }

    // A caller who is nobody hears that first, and nothing of the request.
    static (object? Request, FaultException? Fault) Bind(RpcCall call)
    {
        try
        {
            return (call.Method.Bind(call.Body), null);
        }
        catch (FaultException fault)
        {
            return (null, fault);
        }
    }

    async Task AuthorizeAsync(NpgsqlConnection db, RpcCall call, object request, ScopeFacts? facts, CancellationToken ct)
    {
        if (request is IWeighedRequest { Weight: > 1 and var weight })
            limits.CountMore(call.Invocation.Identity!.Key, call.Method.Rules.Rate, weight - 1);

        call.Scope = facts?.Scope; // a denial names it too
        var decision = await authorizer.DecideAsync(db, call.Caller!, call.Method.Rules.Capability, facts, ct);
        if (!decision.Allowed)
            throw FaultException.PermissionDenied(decision.Rule, decision.Why);
        if (call.Method.Rules.StepUp && request is not IStepUpRequest { NeedsStepUp: false })
            stepUp.Require(call.Caller!);
    }
}
