using Bits.Membership;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Decides whether a caller may do a thing, by the table of <see cref="Capabilities"/> and the caller's
/// current roles and memberships. Looks up at most one membership; caches nothing.</summary>
public sealed class Authorizer(Memberships memberships, IEnumerable<IScopeDirectory> directories)
{
    readonly Dictionary<string, IScopeDirectory> _directories = directories.ToDictionary(d => d.ScopeType);

    /// <summary>Finds the facts of a scope; null for a missing one. A scope without an owning feature, such as a batch,
    /// always exists and is private.</summary>
    public async Task<ScopeFacts?> FindScopeAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        Query(scope) is { } question ? await question.ReadAsync(db, ct) : ImplicitScope(scope);

    /// <summary>Returns the query for the facts of a scope; null when <see cref="ImplicitScope"/> knows them.</summary>
    internal BatchedQuery<ScopeFacts?>? Query(Scope scope) =>
        _directories.TryGetValue(scope.Type, out var directory) ? directory.Query(scope) : null;

    /// <summary>Finds the facts of a scope, which stay as read until the transaction ends: for writers of what depends on
    /// them, such as documents. Null for a missing one.</summary>
    public async Task<ScopeFacts?> HoldScopeAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        SharedQuery(scope) is { } question ? await question.ReadAsync(db, ct) : ImplicitScope(scope);

    BatchedQuery<ScopeFacts?>? SharedQuery(Scope scope) =>
        _directories.TryGetValue(scope.Type, out var directory) ? directory.SharedQuery(scope) : null;

    /// <summary>Returns the facts of a scope that need no query.</summary>
    internal ScopeFacts? ImplicitScope(Scope scope) =>
        _directories.ContainsKey(scope.Type) ? null : new(scope, ScopeVisibility.Private);

    /// <summary>Tells whether a scope exists for a caller. A secret one exists for its members, for users with a pending
    /// invitation, and for a platform role that has the capability. Asks the same of the database for a hidden scope and for
    /// a missing one.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="capability">One of <see cref="Capabilities"/>.</param>
    /// <param name="named">The scope as the caller named it.</param>
    /// <param name="found">Its facts; null for a missing one.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<bool> IsVisibleAsync(
        NpgsqlConnection db, Caller caller, string capability, Scope named, ScopeFacts? found, CancellationToken ct)
    {
        if (found is { Visibility: not ScopeVisibility.Secret })
            return true;
        if (Capabilities.Get(capability).MayByPlatform(caller.PlatformRole))
            return found is not null;

        var scope = found?.Scope ?? named;
        var isKnown = await memberships.IsMemberAsync(db, caller.UserId, scope, ct)
            || await memberships.Requests.FindAsync(db, caller.UserId, scope, RequestKind.Invitation, ct) is not null;
        return isKnown && found is not null;
    }

    /// <summary>Returns the facts of a scope that exists for the caller.</summary>
    /// <inheritdoc cref="IsVisibleAsync"/>
    /// <exception cref="FaultException">It does not: hidden and missing scopes give one answer.</exception>
    internal async Task<ScopeFacts> RequireVisibleAsync(
        NpgsqlConnection db, Caller caller, string capability, Scope named, ScopeFacts? found, CancellationToken ct) =>
        await IsVisibleAsync(db, caller, capability, named, found, ct)
            ? found!
            : throw FaultException.NotFound($"{named.Type}_not_found", $"There is no {named.Type} {named.Id}.");

    /// <summary>Throws for an archived scope, and keeps the scope from being archived until the transaction ends.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="ct">Stops the query.</param>
    /// <exception cref="FaultException">The scope is archived.</exception>
    public async Task RequireActiveAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        RequireActive(await HoldScopeAsync(db, scope, ct));

    /// <summary>Throws for an archived scope where the capability is refused there.</summary>
    internal static void RequireActive(string capability, ScopeFacts? facts)
    {
        if (Capabilities.Get(capability).RefusesArchived)
            RequireActive(facts);
    }

    /// <summary>Throws for an archived scope.</summary>
    internal static void RequireActive(ScopeFacts? facts)
    {
        if (facts is { IsArchived: true })
            throw FaultException.FailedPrecondition(
                "group_archived", "This group is archived and read-only. Ask one of its admins to reopen it.");
    }

    /// <summary>Decides.</summary>
    /// <param name="db">An open connection; writes of its transaction count.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="capability">One of <see cref="Capabilities"/>.</param>
    /// <param name="facts">The scope; null for a capability without a scope.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<Decision> DecideAsync(
        NpgsqlConnection db, Caller caller, string capability, ScopeFacts? facts, CancellationToken ct)
    {
        var rule = Rule(capability, facts);
        var member = Holds(caller, capability) && rule.AsksForMembership(caller.PlatformRole, facts?.Visibility)
            ? await memberships.FindAsync(db, caller.UserId, facts!.Scope, ct)
            : null;

        return Decide(rule, caller, facts, member);
    }

    /// <summary>Decides from a membership that has been read: for screens that show what a caller may do.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="capability">One of <see cref="Capabilities"/>.</param>
    /// <param name="facts">The scope; null for a capability without a scope.</param>
    /// <param name="member">The caller's row in the scope, in any state; null without one.</param>
    public static Decision Decide(Caller caller, string capability, ScopeFacts? facts, Member? member) =>
        Decide(Rule(capability, facts), caller, facts, member);

    /// <summary>Decides, and explains the decision and what would change it. For operators: names facts that the caller
    /// may not know.</summary>
    /// <inheritdoc cref="DecideAsync"/>
    public async Task<Explanation> ExplainAsync(
        NpgsqlConnection db, Caller caller, string capability, ScopeFacts? facts, CancellationToken ct)
    {
        var rule = Rule(capability, facts);
        var member = facts is null ? null : await memberships.FindAsync(db, caller.UserId, facts.Scope, ct);

        return Explanation.Of(rule, caller.PlatformRole, facts, member);
    }

    static Decision Decide(CapabilityRule rule, Caller caller, ScopeFacts? facts, Member? member) => Holds(caller, rule.Name)
        ? rule.Decide(caller.PlatformRole, facts?.Visibility, member)
        : new(false, DecisionRules.ServiceCapability, $"This machine's account has no {rule.Name}.");

    static bool Holds(Caller caller, string capability) => caller.OnlyCapabilities?.Contains(capability) ?? true;

    static CapabilityRule Rule(string capability, ScopeFacts? facts)
    {
        var rule = Capabilities.Get(capability);
        return rule.Scoped == (facts is not null)
            ? rule
            : throw new ArgumentException($"{capability} is {(rule.Scoped ? "" : "not ")}about a scope.", nameof(facts));
    }
}
