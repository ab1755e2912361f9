using Bits.Membership;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>Decides whether a caller may do a thing, by the table of <see cref="Capabilities"/>, the caller's roles and
/// memberships as they are at this moment. At most one membership is looked up; nothing is remembered.</summary>
public sealed class Authorizer(Memberships memberships, IEnumerable<IScopeDirectory> directories)
{
    readonly Dictionary<string, CapabilityRule> _rules = Capabilities.Table.ToDictionary(rule => rule.Name);
    readonly Dictionary<string, IScopeDirectory> _directories = directories.ToDictionary(d => d.ScopeType);

    /// <summary>The facts of a scope, or null where there is none. A scope of a type that no feature keeps, such as a
    /// batch, is there as soon as it is named, and private.</summary>
    public async Task<ScopeFacts?> FindScopeAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        Ask(scope) is { } question ? await question.AskAsync(db, ct) : Presume(scope);

    /// <summary>What to ask for the facts of a scope; null where there is nothing to ask, and <see cref="Presume"/> knows.
    /// </summary>
    internal Question<ScopeFacts?>? Ask(Scope scope) =>
        _directories.TryGetValue(scope.Type, out var directory) ? directory.Ask(scope) : null;

    /// <summary>The facts of a scope that nobody need be asked about.</summary>
    internal ScopeFacts? Presume(Scope scope) =>
        _directories.ContainsKey(scope.Type) ? null : new(scope, ScopeVisibility.Private);

    /// <summary>Decides.</summary>
    /// <param name="db">An open connection; what its transaction has written counts.</param>
    /// <param name="caller">Who wants to.</param>
    /// <param name="capability">One of <see cref="Capabilities"/>.</param>
    /// <param name="facts">The scope; null for a capability that is about none.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<Decision> DecideAsync(
        NpgsqlConnection db, Caller caller, string capability, ScopeFacts? facts, CancellationToken ct)
    {
        var rule = Rule(capability, facts);
        if (caller.OnlyCapabilities is { } only && !only.Contains(capability))
            return new(false, DecisionRules.ServiceCapability, $"This machine's account has no {capability}.");

        var member = rule.AsksForMembership(caller.PlatformRole, facts?.Visibility)
            ? await memberships.FindAsync(db, caller.UserId, facts!.Scope, ct)
            : null;

        return rule.Decide(caller.PlatformRole, facts?.Visibility, member);
    }

    /// <summary>Decides, and says on what the decision rests and what would change it. For operators: names facts that
    /// the caller may not know.</summary>
    /// <inheritdoc cref="DecideAsync"/>
    public async Task<Explanation> ExplainAsync(
        NpgsqlConnection db, Caller caller, string capability, ScopeFacts? facts, CancellationToken ct)
    {
        var rule = Rule(capability, facts);
        var member = facts is null ? null : await memberships.FindAsync(db, caller.UserId, facts.Scope, ct);

        return Explanation.Of(rule, caller.PlatformRole, facts, member);
    }

    CapabilityRule Rule(string capability, ScopeFacts? facts)
    {
        var rule = _rules[capability];
        return rule.Scoped == (facts is not null)
            ? rule
            : throw new ArgumentException($"{capability} is {(rule.Scoped ? "" : "not ")}about a scope.", nameof(facts));
    }
}
