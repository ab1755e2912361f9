using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>A view that is not a call: a file, a page.</summary>
/// <param name="Action">The name in the audit log, such as <c>files.members</c>, and its class.</param>
/// <param name="Capability">The needed capability: one of <see cref="Capabilities"/>.</param>
public sealed record Look(AuditAction Action, string Capability)
{
    /// <summary>Gets the scope as requested; null without one.</summary>
    public string? Scope { get; init; }

    /// <summary>Gets what is viewed, such as the address of the page; kept with the event.</summary>
    public string? At { get; init; }

    /// <summary>Gets whether an admission leaves an event. Default true. False for a page that leads to a call with its
    /// own event. A denial always leaves one.</summary>
    public bool IsAudited { get; init; } = true;
}

/// <summary>An admitted caller. Dispose it when the response is complete: until then it counts as one of the caller's
/// concurrent requests.</summary>
public sealed class Admission : IDisposable
{
    readonly IDisposable? _place;

    internal Admission(Caller caller, Scope? scope, IDisposable? place) =>
        (Caller, Scope, _place) = (caller, scope, place);

    /// <summary>Gets the caller.</summary>
    public Caller Caller { get; }

    /// <summary>Gets the resolved scope: a chapter may be requested as a group. Null when none was requested.</summary>
    public Scope? Scope { get; }

    /// <inheritdoc />
    public void Dispose() => _place?.Dispose();
}

/// <summary>Guards views that are not calls, such as files and pages, with the steps of the pipeline: rate limit,
/// account and session, capability asked of the database, an event of the view or the denial.</summary>
public sealed class CapabilityGate(
    NpgsqlDataSource dataSource, Authorizer authorizer, RateLimits limits, RpcDenials denials)
{
    /// <summary>Admits a caller with the capability. Shows nothing when the event cannot be written.</summary>
    /// <param name="identity">The identity that the transport has proved.</param>
    /// <param name="look">The view.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">The caller has no account, exceeds a rate limit or lacks the capability, or the
    /// scope is missing, malformed or unknown.</exception>
    public async Task<Admission> EnterAsync(Identity identity, Look look, RequestOrigin origin, CancellationToken ct)
    {
        var place = await limits.EnterAsync(identity.Key, RateClass.Read, ct);
        try
        {
            var (caller, scope) = await dataSource.WithConnectionAsync(
                db => DecideAsync(db, identity, look, origin, ct), ct);
            return new(caller, scope, place);
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    /// <summary>Returns for each of those admitted by a capability without a scope whether they still may: for
    /// long-lived responses. One statement for all.</summary>
    /// <param name="admitted">The accounts, and their proofs.</param>
    /// <param name="capability">The needed capability.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>For each whether they may, in the given order.</returns>
    public async Task<IReadOnlyList<bool>> ListStillAsync(
        IReadOnlyList<(Guid UserId, Identity Identity)> admitted, string capability, CancellationToken ct)
    {
        var still = new bool[admitted.Count];
        foreach (var (place, role, only) in await dataSource.WithConnectionAsync(
            db => CallerLookup.ListGoodAsync(db, admitted, ct), ct))
            still[place] = (only is null || only.Contains(capability))
                && Capabilities.Get(capability).Decide(role, visibility: null, member: null).Allowed;

        return still;
    }

    async Task<(Caller Caller, Scope? Scope)> DecideAsync(
        NpgsqlConnection db, Identity identity, Look look, RequestOrigin origin, CancellationToken ct)
    {
        var caller = await CallerLookup.GetAsync(db, identity, origin.RequestId, ct);
        Scope? scope = null;
        AuditEvent Event(AuditOutcome outcome, string? rule) => new(
            look.Action, outcome, caller.ToActor(), origin, scope, rule, IdempotencyKey: null,
            look.At is { } at ? new AuditTrail().LookedFor(at) : new());
        try
        {
            var facts = Capabilities.Get(look.Capability).Scoped ? await FindAsync(db, caller, look, ct) : null;
            scope = facts?.Scope;
            var decision = await authorizer.DecideAsync(db, caller, look.Capability, facts, ct);
            if (!decision.Allowed)
                throw FaultException.PermissionDenied(decision.Rule, decision.Why);
        }
        catch (FaultException fault)
        {
            await denials.RecordAsync(look.Action, caller, fault, Event);
            throw;
        }

        if (look.IsAudited)
            await AuditWriter.WriteAsync(db, Event(AuditOutcome.Success, rule: null), ct);
        return (caller, scope);
    }

    async Task<ScopeFacts> FindAsync(NpgsqlConnection db, Caller caller, Look look, CancellationToken ct)
    {
        var scope = Read(look.Scope);
        return await authorizer.RequireVisibleAsync(
            db, caller, look.Capability, scope, await authorizer.FindScopeAsync(db, scope, ct), ct);
    }

    static Scope Read(string? text)
    {
        if (text is null)
            throw FaultException.InvalidArgument("scope", "is missing; write type:id, such as batch:2018.");

        try
        {
            return Scope.Parse(text);
        }
        catch (FormatException e)
        {
            throw FaultException.InvalidArgument("scope", e.Message);
        }
    }
}
