using Bits.Membership;
using Bits.Platform.Accounts;
using Npgsql;

namespace Bits.Platform.Auth;

/// <summary>What was decided, by which rule, and why.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Why">For humans; tells nothing that the caller may not know.</param>
public sealed record Decision(bool Allowed, string Rule, string Why);

/// <summary>Decides whether a caller may do a thing, by the table of <see cref="Capabilities"/>, the caller's roles and
/// memberships as they are at this moment.</summary>
public sealed class Authorizer(Memberships memberships, IEnumerable<IScopeDirectory> directories)
{
    readonly Dictionary<string, CapabilityRule> _rules = Capabilities.Table.ToDictionary(rule => rule.Name);
    readonly Dictionary<string, IScopeDirectory> _directories = directories.ToDictionary(d => d.ScopeType);

    /// <summary>The facts of a scope, or null where there is none.</summary>
    public Task<ScopeFacts?> FindScopeAsync(NpgsqlConnection db, Scope scope, CancellationToken ct) =>
        _directories[scope.Type].FindAsync(db, scope, ct);

    /// <summary>Decides.</summary>
    /// <param name="db">An open connection; what its transaction has written counts.</param>
    /// <param name="caller">Who wants to.</param>
    /// <param name="capability">One of <see cref="Capabilities"/>.</param>
    /// <param name="facts">The scope; null for a capability that is about none.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<Decision> DecideAsync(
        NpgsqlConnection db, Caller caller, string capability, ScopeFacts? facts, CancellationToken ct)
    {
        var rule = _rules[capability];
        if (rule.Scoped != (facts is not null))
            throw new ArgumentException($"{capability} is {(rule.Scoped ? "" : "not ")}about a scope.", nameof(facts));

        if (caller.PlatformRole == PlatformRole.Admin)
            return new(true, "platform_admin", "A platform administrator may do everything.");
        if (rule.AtLeast is not { } lowest)
            return new(true, "signed_in", "Everybody who is signed in may.");
        if (rule.OpenToAllInPublic && facts!.Visibility == ScopeVisibility.Public)
            return new(true, "public_scope", "The scope is public.");

        return await memberships.RoleAsync(db, caller.UserId, facts!.Scope, ct) is { } role
            ? ByRank(role, lowest, capability)
            : new(false, "not_a_member", $"{capability} is for members.");
    }

    static Decision ByRank(MemberRole role, MemberRole lowest, string capability) => role.Rank() >= lowest.Rank()
        ? new(true, "role", $"The role {role.ToText()} is enough.")
        : new(false, "role_too_low", $"{capability} needs the role {lowest.ToText()}; you are {role.ToText()}.");
}
