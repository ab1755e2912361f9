using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Something that is looked at and is no call: a file, a page.</summary>
/// <param name="Action">What it is called in the audit log, such as <c>files.members</c>, and how long that is
/// kept.</param>
/// <param name="Capability">What is needed: one of <see cref="Capabilities"/>.</param>
public sealed record Look(AuditAction Action, string Capability)
{
    /// <summary>The scope as it was named; null: none was.</summary>
    public string? Scope { get; init; }

    /// <summary>What is looked at, such as the address of the page; kept with the event.</summary>
    public string? At { get; init; }

    /// <summary>Whether letting somebody in leaves an event; default true. False for what leads to a call that leaves
    /// its own. A denial always does.</summary>
    public bool IsAudited { get; init; } = true;
}

/// <summary>Who was let in. To be disposed of when what they look at has been shown: until then it is one of the things
/// that they do at once.</summary>
public sealed class Admission : IDisposable
{
    readonly IDisposable? _place;

    internal Admission(Caller caller, Scope? scope, IDisposable? place) =>
        (Caller, Scope, _place) = (caller, scope, place);

    /// <summary>Who.</summary>
    public Caller Caller { get; }

    /// <summary>The scope as it was found: a chapter may be named as a group. Null where none was named.</summary>
    public Scope? Scope { get; }

    /// <inheritdoc />
    public void Dispose() => _place?.Dispose();
}

/// <summary>The one way to what is no call, such as a file or a page, and the same steps as the pipeline's: rate limit,
/// account and session, capability asked of the database, an event of the look or of the denial.</summary>
public sealed class CapabilityGate(
    NpgsqlDataSource dataSource, Authorizer authorizer, RateLimits limits, RpcDenials denials)
{
    readonly Dictionary<string, CapabilityRule> _rules = Capabilities.Table.ToDictionary(rule => rule.Name);

    /// <summary>Lets in who may. Without its event nothing is shown.</summary>
    /// <param name="identity">Who the transport has proved the caller to be.</param>
    /// <param name="look">What for.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">The caller has no account, asks too often or may not, or the scope is missing,
    /// malformed or not there.</exception>
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

    /// <summary>Which of those who were let in by a capability without a scope still may: for what goes on for long.
    /// One statement for all of them.</summary>
    /// <param name="admitted">The accounts, and the proofs by which they were let in.</param>
    /// <param name="capability">What is needed.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>For each whether they may, in the order given.</returns>
    public async Task<IReadOnlyList<bool>> ListStillAsync(
        IReadOnlyList<(Guid UserId, Identity Identity)> admitted, string capability, CancellationToken ct)
    {
        var still = new bool[admitted.Count];
        foreach (var (place, role, only) in await dataSource.WithConnectionAsync(
            db => CallerLookup.ListGoodAsync(db, admitted, ct), ct))
            still[place] = (only is null || only.Contains(capability))
                && _rules[capability].Decide(role, visibility: null, member: null).Allowed;

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
            var facts = _rules[look.Capability].Scoped ? await FindAsync(db, look.Scope, ct) : null;
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

    async Task<ScopeFacts> FindAsync(NpgsqlConnection db, string? text, CancellationToken ct)
    {
        var scope = Read(text);
        return await authorizer.FindScopeAsync(db, scope, ct)
            ?? throw FaultException.NotFound($"{scope.Type}_not_found", $"There is no {scope.Type} {scope.Id}.");
    }

    static Scope Read(string? text)
    {
        try
        {
            return Scope.Parse(text ?? throw new FormatException("is missing; write type:id, such as batch:2018."));
        }
        catch (FormatException e)
        {
            throw FaultException.InvalidArgument("scope", e.Message);
        }
    }
}
